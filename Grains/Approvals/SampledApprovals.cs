using Sanctum.Hosting;

namespace Sanctum.Approvals;

/// <summary>The numbers of pending approvals.</summary>
internal sealed class SampledApprovals(ApprovalStore store, ApprovalMeter meter) : ISampledNumbers
{
    public async Task Sample(CancellationToken cancellationToken) => meter.Show(await store.CountPending(cancellationToken));

    public void Clear() => meter.Show([]);
}
