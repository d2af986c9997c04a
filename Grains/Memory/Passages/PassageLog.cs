using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Memory;

internal static partial class PassageLog
{
    [LoggerMessage(1820, LogLevel.Warning, "Passages of {Agent}: searched by words alone: {Reason}")]
    public static partial void WordsAlone(ILogger logger, GrainKey agent, string reason);

    [LoggerMessage(1821, LogLevel.Warning, "Passages of {Agent}: {Count} could not be embedded ({Outcome}): {Reason}")]
    public static partial void NotEmbedded(ILogger logger, GrainKey agent, int count, string outcome, string reason);

    [LoggerMessage(1822, LogLevel.Information, "Passages of {Agent}: {Count} are embedded anew by {Model}")]
    public static partial void Outdated(ILogger logger, GrainKey agent, int count, string model);

    [LoggerMessage(1823, LogLevel.Debug, "Passages of {Agent}: {Count} vectors loaded in {Milliseconds:0} ms")]
    public static partial void Loaded(ILogger logger, GrainKey agent, int count, double milliseconds);

    [LoggerMessage(1824, LogLevel.Warning, "Passages of {Agent}: embedding stopped; the lifeline will retry")]
    public static partial void Stopped(ILogger logger, Exception exception, GrainKey agent);

    [LoggerMessage(
        1882, LogLevel.Warning, "Passages of {Agent}: turns search them though the last was deleted, until the agent is idle")]
    public static partial void StillSearched(ILogger logger, Exception exception, GrainKey agent);
}
