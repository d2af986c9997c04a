using Microsoft.Extensions.Logging;

namespace Sanctum.Audit;

internal static partial class AuditLog
{
    [LoggerMessage(
        1711, LogLevel.Warning, "Audit log of tenant {Tenant}: entries could not be sealed; the lifeline will retry")]
    public static partial void NotSealed(ILogger logger, Exception exception, string tenant);

    [LoggerMessage(1712, LogLevel.Debug, "Audit log of tenant {Tenant}: the sealer could not be woken; the lifeline will do it")]
    public static partial void NotWoken(ILogger logger, Exception exception, string tenant);
}
