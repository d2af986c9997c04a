using Microsoft.Extensions.Logging;

namespace Sanctum.Recording;

internal static partial class RecordingLog
{
    [LoggerMessage(1501, LogLevel.Warning, "Conversations with models and tools are recorded in {Path}")]
    public static partial void Recording(ILogger logger, string path);

    [LoggerMessage(1502, LogLevel.Error, "Exchange {Request} could not be recorded")]
    public static partial void Unrecorded(ILogger logger, Exception exception, string request);

    [LoggerMessage(1503, LogLevel.Error, "{Path} has reached its limit of {MaxBytes} bytes; nothing more is recorded")]
    public static partial void Full(ILogger logger, string path, long maxBytes);

    [LoggerMessage(1504, LogLevel.Warning, "Models and tools are not called; {Path} answers, with {Requests} recorded requests")]
    public static partial void Replaying(ILogger logger, string path, int requests);

    [LoggerMessage(1505, LogLevel.Warning, "Line {Line} of the recording is skipped: {Reason}")]
    public static partial void Unreadable(ILogger logger, int line, string reason);
}
