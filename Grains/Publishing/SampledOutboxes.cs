using Sanctum.Hosting;
using Sanctum.Tenants;

namespace Sanctum.Publishing;

/// <summary>The numbers of all outboxes of all tenants.</summary>
internal sealed class SampledOutboxes(OutboxCounters figures, OutboxMeter meter, TenantList tenants) : ISampledNumbers
{
    public async Task Sample(CancellationToken cancellationToken)
    {
        var outboxes = new List<CountedOutbox>();
        foreach (var tenant in await tenants.Names())
            outboxes.AddRange(await figures.Count(tenant, new OutboxSelection(), cancellationToken));
        meter.Show([.. outboxes]);
    }

    public void Clear() => meter.Show([]);
}
