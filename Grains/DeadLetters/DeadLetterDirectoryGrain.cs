using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Identity;

namespace Sanctum.DeadLetters;

/// <summary>Counts the letters of a tenant.</summary>
[StatelessWorker, GrainType("deadletterdirectory")]
internal sealed class DeadLetterDirectoryGrain(
    DeadLetterStore store, IEnumerable<IDeadLetterQueue> queues) : Grain, IDeadLetterDirectoryGrain
{
    public async Task<ImmutableArray<DeadLetterQueueStatus>> List()
    {
        var counted = await store.Count(this.Key().Tenant, CancellationToken.None);
        return
        [
            .. queues.Select(
                queue => counted.FirstOrDefault(one => one.Queue == queue.Name) ?? new DeadLetterQueueStatus(queue.Name, 0, null))
                .OrderBy(queue => queue.Queue, StringComparer.Ordinal),
        ];
    }
}
