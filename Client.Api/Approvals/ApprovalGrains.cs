using Sanctum.Access;

namespace Sanctum.Approvals;

/// <summary>The grains of approvals.</summary>
internal static class ApprovalGrains
{
    public static IApprovalGrain Approval(this IGrainFactory grains, Guid id) =>
        grains.GetGrain<IApprovalGrain>(CallerTenant.Key(id.ToString()).ToString());

    public static IApprovalDirectoryGrain Approvals(this IGrainFactory grains) =>
        grains.GetGrain<IApprovalDirectoryGrain>(CallerTenant.Key("approvals").ToString());
}
