using Microsoft.Extensions.Logging;
using Sanctum.Turns;

namespace Sanctum.Conversations;

internal static partial class ContextLog
{
    [LoggerMessage(
        1109, LogLevel.Information,
        "Session {Session}: compaction {Number} by {Method} takes its context from {Before} tokens to {After}")]
    public static partial void Compacted(
        ILogger logger, string session, int number, CompactionMethod method, int before, int after);

    [LoggerMessage(
        1110, LogLevel.Warning,
        "Session {Session}: model {Model} wrote no summary; room is made without one")]
    public static partial void NotSummarised(ILogger logger, Exception exception, string session, string model);
}
