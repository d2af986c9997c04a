using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Conversations;

internal static partial class ConversationLog
{
    [LoggerMessage(1101, LogLevel.Warning, "Session {Session}: a write failed; reloading its rows")]
    public static partial void SessionReloads(ILogger logger, Exception exception, GrainKey session);

    [LoggerMessage(1103, LogLevel.Information, "Turn {Turn}: lease lost; another worker continues the turn")]
    public static partial void LeaseLost(ILogger logger, Guid turn);

    [LoggerMessage(1104, LogLevel.Warning, "Turn {Turn} failed ({ErrorClass})")]
    public static partial void TurnFailed(ILogger logger, Exception exception, Guid turn, ErrorClass errorClass);

    [LoggerMessage(1105, LogLevel.Warning, "Queue {Queue}: no item could be leased; the lifeline will offer the work again")]
    public static partial void LeaseFailed(ILogger logger, Exception exception, string queue);

    [LoggerMessage(1106, LogLevel.Warning, "Turn {Turn}: the failure could not be recorded; the lease will expire")]
    public static partial void FailureUnrecorded(ILogger logger, Exception exception, Guid turn);

    [LoggerMessage(
        1107, LogLevel.Warning,
        "The latest activity of sessions could not be read; the next request for the list of sessions reads it")]
    public static partial void ActivityNotRead(ILogger logger, Exception exception);
}
