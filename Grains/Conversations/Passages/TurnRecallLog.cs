using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Conversations;

internal static partial class TurnRecallLog
{
    [LoggerMessage(
        1880, LogLevel.Warning, "Session {Session}: the archival memory of {Agent} did not answer; the turn runs without it")]
    public static partial void NotRecalled(ILogger logger, Exception exception, string session, GrainKey agent);

    [LoggerMessage(1881, LogLevel.Debug, "Session {Session}: {Count} passages recalled in {Milliseconds:0} ms")]
    public static partial void Recalled(ILogger logger, string session, int count, double milliseconds);
}
