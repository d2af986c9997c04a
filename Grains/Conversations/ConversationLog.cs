using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Conversations;

internal static partial class ConversationLog
{
    [LoggerMessage(1101, LogLevel.Warning, "Session {Session}: a write failed; its rows are read again")]
    public static partial void SessionReloads(ILogger logger, Exception exception, GrainKey session);

    [LoggerMessage(1103, LogLevel.Information, "Turn {Turn}: its lease is lost, another will go on with it")]
    public static partial void LeaseLost(ILogger logger, Guid turn);

    [LoggerMessage(1104, LogLevel.Warning, "Turn {Turn} failed ({ErrorClass})")]
    public static partial void TurnFailed(ILogger logger, Exception exception, Guid turn, ErrorClass errorClass);

    [LoggerMessage(1105, LogLevel.Warning, "Queue {Queue}: no item could be leased; the lifeline will offer the work again")]
    public static partial void LeaseFailed(ILogger logger, Exception exception, string queue);

    [LoggerMessage(1106, LogLevel.Warning, "Turn {Turn}: its failure could not be recorded; its lease will run out")]
    public static partial void FailureUnrecorded(ILogger logger, Exception exception, Guid turn);

    [LoggerMessage(
        1107, LogLevel.Warning, "What was said in sessions could not be read for their list; it is read before the list is")]
    public static partial void ActivityNotRead(ILogger logger, Exception exception);
}
