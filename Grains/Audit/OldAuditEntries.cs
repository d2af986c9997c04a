using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Storage;

namespace Sanctum.Audit;

/// <summary>Old entries of the audit log.</summary>
internal sealed class OldAuditEntries(AuditStore audit, IOptionsMonitor<RetentionOptions> options) : IExpiringRows
{
    public string Name => "audit entries";

    public Task<int> RemoveExpired(int limit, CancellationToken cancellationToken) =>
        audit.RemoveOlder(options.CurrentValue.Audit, limit, cancellationToken);
}
