using System.Collections.Immutable;

namespace Sanctum.Queues;

/// <summary>An agent's queue.</summary>
/// <param name="New">Items that wait.</param>
/// <param name="Processing">Items that are leased.</param>
/// <param name="Done">Items answered.</param>
/// <param name="NoReply">Items ended without an answer.</param>
/// <param name="Error">Items failed for good.</param>
/// <param name="OldestWaiting">When the oldest waiting item came in, or null.</param>
/// <param name="Mode">What it takes in and offers.</param>
/// <param name="ModeReason">Why it is not running, or null.</param>
/// <param name="ModeSince">Since when, or null.</param>
/// <param name="Health">How well it does.</param>
/// <param name="Reasons">Why it is not healthy, worst first.</param>
/// <param name="RecentFailures">The latest failures, newest first; at most 10.</param>
internal sealed record QueueResource(
    long New,
    long Processing,
    long Done,
    long NoReply,
    long Error,
    DateTimeOffset? OldestWaiting,
    QueueMode Mode,
    string? ModeReason,
    DateTimeOffset? ModeSince,
    QueueHealthLevel Health,
    QueueHealthReason[] Reasons,
    QueueFailure[] RecentFailures)
{
    public static QueueResource From(QueueHealth queue, ImmutableArray<QueueFailure> failures) => new(
        queue.Counts.New, queue.Counts.Processing, queue.Counts.Done, queue.Counts.NoReply, queue.Counts.Error,
        queue.Counts.OldestWaiting,
        queue.Mode.Mode, queue.Mode.Reason, queue.Mode.Since, queue.Level, [.. queue.Reasons], [.. failures]);
}

/// <summary>An agent's queue in a list.</summary>
/// <param name="Agent">Whose queue.</param>
/// <param name="New">Items that wait.</param>
/// <param name="Processing">Items that are leased.</param>
/// <param name="Done">Items answered.</param>
/// <param name="NoReply">Items ended without an answer.</param>
/// <param name="Error">Items failed for good.</param>
/// <param name="OldestWaiting">When the oldest waiting item came in, or null.</param>
/// <param name="Mode">What it takes in and offers.</param>
/// <param name="Health">How well it does.</param>
/// <param name="Reasons">Why it is not healthy, worst first.</param>
internal sealed record QueueSummary(
    string Agent,
    long New,
    long Processing,
    long Done,
    long NoReply,
    long Error,
    DateTimeOffset? OldestWaiting,
    QueueMode Mode,
    QueueHealthLevel Health,
    QueueHealthReason[] Reasons)
{
    public static QueueSummary From(QueueHealth queue) => new(
        queue.Agent, queue.Counts.New, queue.Counts.Processing, queue.Counts.Done, queue.Counts.NoReply, queue.Counts.Error,
        queue.Counts.OldestWaiting, queue.Mode.Mode, queue.Level, [.. queue.Reasons]);
}

/// <summary>The queues of all agents together.</summary>
/// <param name="Agents">Agents that are not retired.</param>
/// <param name="New">Items that wait.</param>
/// <param name="Processing">Items that are leased.</param>
/// <param name="Done">Items answered.</param>
/// <param name="NoReply">Items ended without an answer.</param>
/// <param name="Error">Items failed for good.</param>
/// <param name="OldestWaiting">When the oldest waiting item of all came in, or null.</param>
/// <param name="Stopped">Queues that are paused, draining or drained.</param>
/// <param name="Warning">Queues in warning.</param>
/// <param name="Critical">Queues that are critical.</param>
internal sealed record QueueTotals(
    int Agents, long New, long Processing, long Done, long NoReply, long Error, DateTimeOffset? OldestWaiting, int Stopped,
    int Warning, int Critical)
{
    public static QueueTotals Of(ImmutableArray<QueueHealth> queues) => new(
        queues.Length,
        queues.Sum(queue => queue.Counts.New),
        queues.Sum(queue => queue.Counts.Processing),
        queues.Sum(queue => queue.Counts.Done),
        queues.Sum(queue => queue.Counts.NoReply),
        queues.Sum(queue => queue.Counts.Error),
        queues.Min(queue => queue.Counts.OldestWaiting),
        queues.Count(queue => queue.Mode.Mode != QueueMode.Running),
        queues.Count(queue => queue.Level == QueueHealthLevel.Warning),
        queues.Count(queue => queue.Level == QueueHealthLevel.Critical));
}

/// <summary>A page of queues, and what all of them hold.</summary>
/// <param name="Totals">Of all agents, on whichever page.</param>
/// <param name="Items">By the agent's name.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record QueueList(QueueTotals Totals, QueueSummary[] Items, string? Next);
