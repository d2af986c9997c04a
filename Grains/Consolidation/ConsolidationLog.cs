using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Consolidation;

internal static partial class ConsolidationLog
{
    [LoggerMessage(
        2590, LogLevel.Information, "Consolidation {Run} of {Agent} proposes {Proposals} changes; {Applied} are applied")]
    public static partial void Ended(ILogger logger, Guid run, GrainKey agent, int proposals, int applied);

    [LoggerMessage(2591, LogLevel.Warning, "Consolidation {Run} of {Agent} failed: {Reason}")]
    public static partial void Failed(ILogger logger, Guid run, GrainKey agent, string reason);

    [LoggerMessage(2592, LogLevel.Warning, "Consolidation {Run} of {Agent} waits {Seconds:0} s for its next try: {Reason}")]
    public static partial void Waits(ILogger logger, Guid run, GrainKey agent, double seconds, string reason);

    [LoggerMessage(2593, LogLevel.Warning, "Consolidations of {Agent} stopped; the lifeline will continue them")]
    public static partial void Stopped(ILogger logger, Exception exception, GrainKey agent);
}
