using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Identity;

namespace Sanctum.Queues;

/// <summary>Reads every queue of a tenant from the rows; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("queuedirectory")]
internal sealed class QueueDirectoryGrain(
    QueueCounters figures, IOptionsMonitor<QueueHealthOptions> options, TimeProvider clock) : Grain, IQueueDirectoryGrain
{
    public async Task<ImmutableArray<QueueHealth>> GetHealth(CancellationToken cancellationToken)
    {
        var tenant = this.Key().Tenant;
        var queues = await figures.CountAll(tenant, options.CurrentValue, cancellationToken);
        return [.. queues.Select(queue => QueueHealthRules.Judge(queue, options.CurrentValue, clock.GetUtcNow()))];
    }
}
