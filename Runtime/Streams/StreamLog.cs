using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Sanctum.Runtime.Streams;

internal static partial class StreamLog
{
    [LoggerMessage(201, LogLevel.Error, "An event of stream {Stream} was skipped: its handler failed for too long")]
    public static partial void EventSkipped(ILogger logger, Exception exception, StreamId stream);

    [LoggerMessage(202, LogLevel.Warning, "An event of stream {Stream} was refused by its handler; trying again")]
    public static partial void EventRefused(ILogger logger, Exception exception, StreamId stream);
}
