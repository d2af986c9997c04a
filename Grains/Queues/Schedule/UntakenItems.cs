using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Queues;

/// <summary>
/// Queues with items that are due, or whose leases a silo may have died with; and drained queues, which it opens.
/// </summary>
internal sealed class UntakenItems(QueueStore queues, QueueModeStore modes, IGrainFactory grains, ILogger<UntakenItems> logger)
    : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        queues.FindOverdue(grace, max, cancellationToken);

    public async Task<ImmutableArray<GrainKey>> FindOpen(int max, CancellationToken cancellationToken)
    {
        var leasing = queues.FindLeasing(max, cancellationToken);
        var overdue = queues.FindOverdue(TimeSpan.Zero, max, cancellationToken);
        return [.. (await leasing).Union(await overdue)];
    }

    public Task Wake(string key) => grains.GetGrain<IQueueGrain>(key).Wake();

    public async Task EndSweep(CancellationToken cancellationToken)
    {
        if (await modes.EndDrains(cancellationToken) is > 0 and var drained)
            QueueLog.Drained(logger, drained);
    }
}
