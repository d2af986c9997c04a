using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Identity;

namespace Sanctum.Approvals;

/// <inheritdoc cref="IApprovalDirectoryGrain"/>
[StatelessWorker, GrainType("approvals")]
internal sealed class ApprovalDirectoryGrain(ApprovalStore store) : Grain, IApprovalDirectoryGrain
{
    public async Task<ApprovalPage> List(ApprovalSelection which, Guid? after, int limit)
    {
        PageLimit.Check(limit);
        var items = await store.List(this.Key().Tenant, which, after, limit, CancellationToken.None);
        return new ApprovalPage(items, items.Length == limit ? items[^1].Id : null);
    }
}
