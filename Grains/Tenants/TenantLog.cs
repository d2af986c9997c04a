using Microsoft.Extensions.Logging;

namespace Sanctum.Tenants;

internal static partial class TenantLog
{
    [LoggerMessage(2400, LogLevel.Information, "Tenant {Tenant} is now {State}")]
    public static partial void Moved(ILogger logger, string tenant, string state);

    [LoggerMessage(2401, LogLevel.Warning, "The tenants cannot be read; those read last stay in force")]
    public static partial void NotFollowed(ILogger logger, Exception exception);

    [LoggerMessage(2402, LogLevel.Warning, "The deletion of tenant {Tenant} is interrupted; it continues within a minute")]
    public static partial void DeletionInterrupted(ILogger logger, Exception exception, string tenant);

    [LoggerMessage(2403, LogLevel.Information, "Tenant {Tenant} is deleted: {Rows} rows of {Tables} tables")]
    public static partial void Deleted(ILogger logger, string tenant, long rows, int tables);

    [LoggerMessage(
        2404, LogLevel.Warning, "The list of sessions of tenant {Tenant} is not kept ready; it is built when asked for")]
    public static partial void SessionsNotStarted(ILogger logger, Exception exception, string tenant);

    [LoggerMessage(
        2405, LogLevel.Warning, "A reservation in a quota of tenant {Tenant} could not be removed; it counts until it lapses")]
    public static partial void ReservationKept(ILogger logger, Exception exception, string tenant);
}
