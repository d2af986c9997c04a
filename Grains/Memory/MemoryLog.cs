using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Memory;

internal static partial class MemoryLog
{
    [LoggerMessage(1801, LogLevel.Warning, "Memory {Memory}: pending changes could not be published; the lifeline will retry")]
    public static partial void NotPublished(ILogger logger, Exception exception, GrainKey memory);

    [LoggerMessage(1802, LogLevel.Warning, "Memory {Memory}: change {Seq} could not be published; retrying")]
    public static partial void NotSent(ILogger logger, Exception exception, GrainKey memory, long seq);

    [LoggerMessage(
        1803, LogLevel.Information,
        "Memory {Memory}: the replica missed changes {From} to {Through} and reads them from the log")]
    public static partial void Gap(ILogger logger, GrainKey memory, long from, long through);

    [LoggerMessage(1804, LogLevel.Warning, "Memory {Memory}: the replica is stuck at change {Seq}; the change is sent again")]
    public static partial void NotReplicated(ILogger logger, Exception exception, GrainKey memory, long seq);

    [LoggerMessage(1805, LogLevel.Warning, "Memory {Memory}: change {Seq} could not be applied, attempt {Attempts}")]
    public static partial void NotTaken(ILogger logger, Exception exception, GrainKey memory, long seq, int attempts);

    [LoggerMessage(1806, LogLevel.Error, "Memory {Memory}: change {Seq} became dead letter {Letter}: {Error}")]
    public static partial void GivenUp(ILogger logger, GrainKey memory, long seq, Guid letter, string error);
}
