using Microsoft.Extensions.Logging;
using Sanctum.Errors;

namespace Sanctum.Queues;

internal static partial class QueueLog
{
    [LoggerMessage(1001, LogLevel.Information, "Queue {Queue}: took {Count} items back from leases that ran out")]
    public static partial void Rescued(ILogger logger, string queue, int count);

    [LoggerMessage(1002, LogLevel.Warning, "Queue {Queue}: item {Item} failed ({ErrorClass}), attempt {Attempts}, next in {RetryIn}: {Error}")]
    public static partial void AttemptFailed(
        ILogger logger, string queue, Guid item, ErrorClass errorClass, int attempts, TimeSpan? retryIn, string error);

    [LoggerMessage(1003, LogLevel.Warning, "Queue {Queue}: a wake-up was not published; the lifeline will offer the work")]
    public static partial void WakeUpLost(ILogger logger, Exception exception, string queue);

    [LoggerMessage(1004, LogLevel.Warning, "Queue {Queue}: storage failed; its rows are read again before the next step")]
    public static partial void MemoryStale(ILogger logger, Exception exception, string queue);

    [LoggerMessage(1005, LogLevel.Warning, "Lifeline: the sweep failed and is tried again")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Information, "Queue {Queue}: {Count} items of session {Session} were cancelled: {Reason}")]
    public static partial void Cancelled(ILogger logger, string queue, string session, int count, string reason);
}
