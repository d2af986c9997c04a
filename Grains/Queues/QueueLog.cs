using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Queues;

internal static partial class QueueLog
{
    [LoggerMessage(1001, LogLevel.Information, "Queue {Queue}: took {Count} items back from leases that ran out")]
    public static partial void Rescued(ILogger logger, string queue, int count);

    [LoggerMessage(
        1002, LogLevel.Warning,
        "Queue {Queue}: item {Item} failed ({ErrorClass}), attempt {Attempts}, next in {RetryIn}: {Error}")]
    public static partial void AttemptFailed(
        ILogger logger, string queue, Guid item, ErrorClass errorClass, int attempts, TimeSpan? retryIn, string error);

    [LoggerMessage(1004, LogLevel.Warning, "Queue {Queue}: storage failed; its rows are read again before the next step")]
    public static partial void MemoryStale(ILogger logger, Exception exception, string queue);

    [LoggerMessage(1005, LogLevel.Warning, "Lifeline: the sweep failed and is tried again")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Information, "Queue {Queue}: {Count} items of session {Session} were cancelled: {Reason}")]
    public static partial void Cancelled(ILogger logger, string queue, string session, int count, string reason);

    [LoggerMessage(1007, LogLevel.Information, "Queue {Queue}: it is {Mode} from now on: {Reason}")]
    public static partial void ModeChanged(ILogger logger, GrainKey queue, QueueMode mode, string? reason);

    [LoggerMessage(1008, LogLevel.Warning, "Queue {Queue}: {Count} items were purged from {Statuses}")]
    public static partial void Purged(ILogger logger, GrainKey queue, long count, string statuses);

    [LoggerMessage(1009, LogLevel.Information, "Queue {Queue}: {Count} items in error are offered again")]
    public static partial void Replayed(ILogger logger, GrainKey queue, long count);

    [LoggerMessage(
        1010, LogLevel.Warning,
        "Queue {Queue}: of {Scanned} items, {Repaired} things were mended and {Moved} items moved to error")]
    public static partial void Repaired(ILogger logger, GrainKey queue, long scanned, long repaired, long moved);

    [LoggerMessage(
        1011, LogLevel.Warning, "Queue {Queue}: this process is in no state to go on; the queue offers nothing for {Rest}")]
    public static partial void Resting(ILogger logger, string queue, TimeSpan rest);

    [LoggerMessage(1012, LogLevel.Information, "Lifeline: {Count} queues are drained")]
    public static partial void Drained(ILogger logger, int count);

    [LoggerMessage(1013, LogLevel.Warning, "The queues were not counted; their metrics are old until they are")]
    public static partial void NotCounted(ILogger logger, Exception exception);

    [LoggerMessage(1014, LogLevel.Information, "The process ends before the turn of item {Item} does; its lease is given back")]
    public static partial void GivenBack(ILogger logger, Guid item);

    [LoggerMessage(
        1015, LogLevel.Warning,
        "The process ends before the turn of item {Item} does, and its lease could not be given back; it runs out")]
    public static partial void NotGivenBack(ILogger logger, Exception exception, Guid item);

    [LoggerMessage(
        1016, LogLevel.Warning, "Lifeline: {Grain} has work that nobody has taken up and could not be woken; it is tried again")]
    public static partial void NotWoken(ILogger logger, Exception exception, string grain);

    [LoggerMessage(1017, LogLevel.Information, "Queue {Queue}: a batch of {Count} items is offered")]
    public static partial void BatchOffered(ILogger logger, string queue, int count);

    [LoggerMessage(1018, LogLevel.Warning, "The silo {Silo} is dead; its work is taken up")]
    public static partial void SiloDied(ILogger logger, SiloAddress silo);

    [LoggerMessage(
        1020, LogLevel.Warning,
        "Queue {Queue}: what it depends on is away; it offers nothing for {Wait}, and no attempt is counted: {Error}")]
    public static partial void Held(ILogger logger, string queue, TimeSpan wait, string error);

    [LoggerMessage(
        1019, LogLevel.Warning,
        "The lifeline could not be asked to take up the work of the dead silo {Silo}, " +
        "which waits for its leases to run out: {Reason}")]
    public static partial void DeathNotReported(ILogger logger, string silo, string reason);
}
