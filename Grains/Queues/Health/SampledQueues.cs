using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Queues;

/// <summary>The numbers of all queues.</summary>
internal sealed class SampledQueues(
    QueueCounters figures, QueueMeter meter, IOptionsMonitor<QueueHealthOptions> health, TimeProvider clock) : ISampledNumbers
{
    private const int MinToTally = 1_000;

    public async Task Sample(CancellationToken cancellationToken)
    {
        var queues = await figures.CountOpen(GrainKey.DefaultTenant, health.CurrentValue, cancellationToken);
        meter.Show([.. queues.Select(queue => QueueHealthRules.Judge(queue, health.CurrentValue, clock.GetUtcNow()))]);
    }

    public Task Tally(CancellationToken cancellationToken) =>
        figures.Tally(GrainKey.DefaultTenant, MinToTally, cancellationToken);

    public void Clear() => meter.Show([]);
}
