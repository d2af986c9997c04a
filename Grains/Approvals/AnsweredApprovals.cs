using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Storage;

namespace Sanctum.Approvals;

/// <summary>Approvals that were answered, or whose deadline passed, long ago.</summary>
internal sealed class AnsweredApprovals(ApprovalStore store, IOptionsMonitor<RetentionOptions> options) : IExpiringRows
{
    public string Name => "approvals";

    public Task<int> RemoveExpired(int limit, CancellationToken cancellationToken) =>
        store.RemoveAnswered(options.CurrentValue.Approvals, limit, cancellationToken);
}
