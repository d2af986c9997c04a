using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Tenants;

namespace Sanctum.Queues;

/// <summary>The numbers of all queues of all tenants.</summary>
internal sealed class SampledQueues(
    QueueCounters figures, QueueMeter meter, TenantList tenants, IOptionsMonitor<QueueHealthOptions> health, TimeProvider clock)
    : ISampledNumbers
{
    private const int MinToTally = 1_000;

    public async Task Sample(CancellationToken cancellationToken)
    {
        var queues = new List<QueueHealth>();
        foreach (var tenant in await tenants.Names())
        {
            var counted = await figures.CountOpen(tenant, health.CurrentValue, cancellationToken);
            queues.AddRange(counted.Select(queue => QueueHealthRules.Judge(queue, health.CurrentValue, clock.GetUtcNow())));
        }
        meter.Show([.. queues]);
    }

    public async Task Tally(CancellationToken cancellationToken)
    {
        foreach (var tenant in await tenants.Names())
            await figures.Tally(tenant, MinToTally, cancellationToken);
    }

    public void Clear() => meter.Show([]);
}
