using System.Collections.Immutable;

namespace Sanctum.Queues;

/// <summary>How well a queue does. The levels are ordered.</summary>
public enum QueueHealthLevel
{
    /// <summary>Nothing to do.</summary>
    Healthy,

    /// <summary>Somebody should look.</summary>
    Warning,

    /// <summary>Somebody has to act.</summary>
    Critical,
}

/// <summary>How well one queue does, and why.</summary>
/// <param name="Agent">Whose queue.</param>
/// <param name="Level">The worst level of the reasons.</param>
/// <param name="Reasons">Worst first; empty when it is healthy.</param>
/// <param name="Mode">Whether somebody stopped it.</param>
/// <param name="Counts">What it holds.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-health")]
public sealed record QueueHealth(
    [property: Id(0)] string Agent,
    [property: Id(1)] QueueHealthLevel Level,
    [property: Id(2)] ImmutableArray<QueueHealthReason> Reasons,
    [property: Id(3)] QueueModeState Mode,
    [property: Id(4)] QueueCounts Counts);

/// <summary>One reason why a queue is not healthy.</summary>
/// <param name="Code">A stable name: <c>all_in_error</c>, <c>error_share</c>, <c>backlog</c>, <c>waiting_long</c>,
/// <c>leases_ran_out</c>, <c>paused</c>, <c>draining</c>.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Message">A sentence with the number and the limit.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-health-reason")]
public sealed record QueueHealthReason(
    [property: Id(0)] string Code, [property: Id(1)] QueueHealthLevel Level, [property: Id(2)] string Message);

/// <summary>How many items a queue holds, and since when.</summary>
/// <param name="New">Items that wait.</param>
/// <param name="Processing">Items that are leased.</param>
/// <param name="Done">Items answered.</param>
/// <param name="NoReply">Items ended without an answer.</param>
/// <param name="Error">Items failed for good.</param>
/// <param name="OldestWaiting">When the oldest waiting item came in, or null.</param>
/// <param name="ExpiredLeases">Leases that ran out and were not taken back in time.</param>
/// <param name="EndedLately">Items that ended in <c>done</c> or <c>no_reply</c> within the window of the health rules, counted no
/// further than it takes to know that the share of those in error is no cause for a warning; 0 where none is in error.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-counts")]
public sealed record QueueCounts(
    [property: Id(0)] long New,
    [property: Id(1)] long Processing,
    [property: Id(2)] long Done,
    [property: Id(3)] long NoReply,
    [property: Id(4)] long Error,
    [property: Id(5)] DateTimeOffset? OldestWaiting,
    [property: Id(6)] long ExpiredLeases,
    [property: Id(7)] long EndedLately);
