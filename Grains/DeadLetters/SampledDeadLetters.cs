using Sanctum.Hosting;
using Sanctum.Tenants;

namespace Sanctum.DeadLetters;

/// <summary>The numbers of dead letters of all tenants.</summary>
internal sealed class SampledDeadLetters(DeadLetterStore deadLetters, DeadLetterMeter meter, TenantList tenants) : ISampledNumbers
{
    public async Task Sample(CancellationToken cancellationToken)
    {
        var queues = new List<DeadLetterQueueStatus>();
        foreach (var tenant in await tenants.Names())
            queues.AddRange(await deadLetters.Count(tenant, cancellationToken));
        meter.Show([.. queues]);
    }

    public void Clear() => meter.Show([]);
}
