using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Queues;

internal static partial class QueueLog
{
    [LoggerMessage(1001, LogLevel.Information, "Queue {Queue}: {Count} items whose leases ran out are offered again")]
    public static partial void Rescued(ILogger logger, string queue, int count);

    [LoggerMessage(
        1002, LogLevel.Warning,
        "Queue {Queue}: item {Item} failed ({ErrorClass}), attempt {Attempts}, next in {RetryIn}: {Error}")]
    public static partial void AttemptFailed(
        ILogger logger, string queue, Guid item, ErrorClass errorClass, int attempts, TimeSpan? retryIn, string error);

    [LoggerMessage(1004, LogLevel.Warning, "Queue {Queue}: storage failed; reloading its rows before the next step")]
    public static partial void MemoryStale(ILogger logger, Exception exception, string queue);

    [LoggerMessage(1005, LogLevel.Warning, "Lifeline: the sweep failed; retrying")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Information, "Queue {Queue}: {Count} items of session {Session} were cancelled: {Reason}")]
    public static partial void Cancelled(ILogger logger, string queue, string session, int count, string reason);

    [LoggerMessage(1007, LogLevel.Information, "Queue {Queue}: the mode is now {Mode}: {Reason}")]
    public static partial void ModeChanged(ILogger logger, GrainKey queue, QueueMode mode, string? reason);

    [LoggerMessage(1008, LogLevel.Warning, "Queue {Queue}: {Count} items were purged from {Statuses}")]
    public static partial void Purged(ILogger logger, GrainKey queue, long count, string statuses);

    [LoggerMessage(1009, LogLevel.Information, "Queue {Queue}: {Count} items in error are offered again")]
    public static partial void Replayed(ILogger logger, GrainKey queue, long count);

    [LoggerMessage(
        1010, LogLevel.Warning, "Queue {Queue}: of {Scanned} items, {Repaired} were repaired and {Moved} were moved to error")]
    public static partial void Repaired(ILogger logger, GrainKey queue, long scanned, long repaired, long moved);

    [LoggerMessage(1011, LogLevel.Warning, "Queue {Queue}: cooldown of {Rest} after a failure of the process")]
    public static partial void Resting(ILogger logger, string queue, TimeSpan rest);

    [LoggerMessage(1012, LogLevel.Information, "Lifeline: {Count} queues are drained")]
    public static partial void Drained(ILogger logger, int count);

    [LoggerMessage(1013, LogLevel.Warning, "The queues could not be counted; their metrics are stale")]
    public static partial void NotCounted(ILogger logger, Exception exception);

    [LoggerMessage(1014, LogLevel.Information, "The process stops before the turn of item {Item} ends; its lease is released")]
    public static partial void GivenBack(ILogger logger, Guid item);

    [LoggerMessage(
        1015, LogLevel.Warning,
        "The process stops before the turn of item {Item} ends; its lease could not be released and will expire")]
    public static partial void NotGivenBack(ILogger logger, Exception exception, Guid item);

    [LoggerMessage(1016, LogLevel.Warning, "Lifeline: {Grain} has unclaimed work and could not be woken; retrying")]
    public static partial void NotWoken(ILogger logger, Exception exception, string grain);

    [LoggerMessage(1017, LogLevel.Information, "Queue {Queue}: a batch of {Count} items is offered")]
    public static partial void BatchOffered(ILogger logger, string queue, int count);

    [LoggerMessage(1018, LogLevel.Warning, "Silo {Silo} is dead; its work is offered again")]
    public static partial void SiloDied(ILogger logger, SiloAddress silo);

    [LoggerMessage(
        1020, LogLevel.Warning,
        "Queue {Queue}: a dependency is unavailable; no item is offered for {Wait}, and no attempt is counted: {Error}")]
    public static partial void Held(ILogger logger, string queue, TimeSpan wait, string error);

    [LoggerMessage(
        1019, LogLevel.Warning,
        "The lifeline could not be asked to recover the work of dead silo {Silo}, which waits until its leases expire: {Reason}")]
    public static partial void DeathNotReported(ILogger logger, string silo, string reason);
}
