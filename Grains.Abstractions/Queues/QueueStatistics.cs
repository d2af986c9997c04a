using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>What a queue holds and how it does, in numbers.</summary>
/// <param name="Health">Its counts, its mode and its health.</param>
/// <param name="Groups">What waits, runs or is in error, by where it came from.</param>
/// <param name="Errors">What is in error, by class.</param>
/// <param name="Attempts">What waits, runs or is in error, by failed attempts.</param>
/// <param name="Windows">What happened lately, the shortest window first.</param>
/// <param name="RecentFailures">The latest failures, newest first; at most 10.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-statistics")]
public sealed record QueueStatistics(
    [property: Id(0)] QueueHealth Health,
    [property: Id(1)] ImmutableArray<QueueGroup> Groups,
    [property: Id(2)] ImmutableArray<QueueErrorCount> Errors,
    [property: Id(3)] ImmutableArray<QueueAttemptCount> Attempts,
    [property: Id(4)] ImmutableArray<QueueWindow> Windows,
    [property: Id(5)] ImmutableArray<QueueFailure> RecentFailures);

/// <summary>Items of one status, platform and priority.</summary>
/// <param name="Platform">Where they came from.</param>
/// <param name="Priority">Their priority.</param>
/// <param name="Status">Where they stand.</param>
/// <param name="Items">How many.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-group")]
public sealed record QueueGroup(
    [property: Id(0)] string Platform, [property: Id(1)] QueuePriority Priority, [property: Id(2)] QueueItemStatus Status,
    [property: Id(3)] long Items);

/// <summary>Items in error of one class.</summary>
/// <param name="Class">The class of their last failure.</param>
/// <param name="Items">How many.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-error-count")]
public sealed record QueueErrorCount([property: Id(0)] ErrorClass Class, [property: Id(1)] long Items);

/// <summary>Items with so many failed attempts.</summary>
/// <param name="Attempts">Failed attempts.</param>
/// <param name="Items">How many items.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-attempt-count")]
public sealed record QueueAttemptCount([property: Id(0)] int Attempts, [property: Id(1)] long Items);

/// <summary>Whether a backlog grows; within a tenth it is steady.</summary>
public enum QueueTrend
{
    /// <summary>About as long as at the window's start.</summary>
    Steady,

    /// <summary>Longer.</summary>
    Growing,

    /// <summary>Shorter.</summary>
    Shrinking,
}

/// <summary>What happened in a queue within some time up to now.</summary>
/// <param name="Length">How long the window is.</param>
/// <param name="Arrived">Items that came in.</param>
/// <param name="Done">Items answered.</param>
/// <param name="NoReply">Items ended without an answer.</param>
/// <param name="Error">Items that ended in error and are there still.</param>
/// <param name="PerMinute">Items that ended, a minute.</param>
/// <param name="ErrorShare">Of the items that ended, the share in error; 0 where none ended.</param>
/// <param name="AverageTime">From coming in to ending; null where none ended.</param>
/// <param name="BacklogChange">By how many the items that wait or run have become more.</param>
/// <param name="Trend">The same in a word.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-window")]
public sealed record QueueWindow(
    [property: Id(0)] TimeSpan Length,
    [property: Id(1)] long Arrived,
    [property: Id(2)] long Done,
    [property: Id(3)] long NoReply,
    [property: Id(4)] long Error,
    [property: Id(5)] double PerMinute,
    [property: Id(6)] double ErrorShare,
    [property: Id(7)] TimeSpan? AverageTime,
    [property: Id(8)] long BacklogChange,
    [property: Id(9)] QueueTrend Trend);
