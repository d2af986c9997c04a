using Microsoft.Extensions.Logging;

namespace Sanctum.Erasures;

internal static partial class ErasureLog
{
    [LoggerMessage(2570, LogLevel.Information, "Erasure {Erasure} of a person of tenant {Tenant} is done: {Rows} traces")]
    public static partial void Ended(ILogger logger, Guid erasure, string tenant, long rows);

    [LoggerMessage(2571, LogLevel.Warning, "An attempt of erasure {Erasure} of tenant {Tenant} failed; it will be retried")]
    public static partial void AttemptFailed(ILogger logger, Exception exception, Guid erasure, string tenant);

    [LoggerMessage(2572, LogLevel.Warning, "Erasures of tenant {Tenant} stopped; the lifeline will continue them")]
    public static partial void Stopped(ILogger logger, Exception exception, string tenant);
}
