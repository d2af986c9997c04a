using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Approvals;

/// <summary>
/// Approvals whose deadline is over, and answers that have not reached what waits. Their rows say when that is, so the lifeline's
/// grace is not asked for.
/// </summary>
internal sealed class DueApprovals(ApprovalStore store, IGrainFactory grains) : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        store.FindDue(max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IApprovalGrain>(key).TakeUp();
}
