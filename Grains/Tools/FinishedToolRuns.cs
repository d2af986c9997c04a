using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Storage;

namespace Sanctum.Tools;

/// <summary>Runs of tools that ended long ago.</summary>
internal sealed class FinishedToolRuns(ToolRunStore runs, IOptionsMonitor<RetentionOptions> options) : IExpiringRows
{
    public string Name => "tool runs";

    public Task<int> RemoveExpired(int limit, CancellationToken cancellationToken) =>
        runs.RemoveFinished(options.CurrentValue.ToolRequests, limit, cancellationToken);
}
