using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>
/// What an operator does with the queue of one agent, keyed like the agent. It works on the rows and then has the queue read
/// them, so whatever it has answered holds, over crashes too. One thing at a time per agent.
/// </summary>
[Alias("sanctum.IQueueCareGrain")]
public interface IQueueAdminGrain : IGrainWithStringKey
{
    /// <summary>
    /// Pauses the queue: it offers nothing more, but takes items in, and running turns end as usual. Safe to repeat.
    /// </summary>
    [Idempotent, Alias("Pause")]
    Task<QueueModeState> Pause(string reason);

    /// <summary>
    /// Lets the queue take nothing more in and work off what is there; platforms are not asked meanwhile. Safe to repeat.
    /// </summary>
    /// <returns><see cref="QueueMode.Drained"/> at once where nothing is left.</returns>
    [Idempotent, Alias("Drain")]
    Task<QueueModeState> Drain(string reason);

    /// <summary>Undoes a pause or a drain. Safe to repeat.</summary>
    [Idempotent, Alias("Resume")]
    Task<QueueModeState> Resume();

    /// <summary>
    /// Ends items as <see cref="QueueItemStatus.NoReply"/> with the reason <c>purged</c>. Their rows stay, so what was seen is
    /// not taken in again. Items that run or are answered are never touched.
    /// </summary>
    /// <returns>How many were ended.</returns>
    /// <exception cref="InvalidRequestException">A status cannot be purged, or the selection is out of its bounds.</exception>
    [ResponseTimeout("00:02:00"), Alias("Purge")]
    Task<long> Purge(QueuePurge purge);

    /// <summary>Offers items in error again, with their attempts at zero.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="InvalidRequestException">The selection is out of its bounds.</exception>
    [ResponseTimeout("00:02:00"), Alias("Replay")]
    Task<long> Replay(QueueSelection which);

    /// <summary>As <see cref="Purge"/>, for items of one author, or only to count.</summary>
    /// <returns>How many were ended, or would be.</returns>
    /// <exception cref="InvalidRequestException">
    /// A status cannot be purged, a value is out of its bounds, or an author is given with a status other than new and error.
    /// </exception>
    [ResponseTimeout("00:02:00"), Alias("PurgeSome")]
    Task<long> PurgeSome(QueuePurge purge, QueueNarrowing narrowing);

    /// <summary>As <see cref="Replay"/>, for items of one author, or only to count.</summary>
    /// <returns>How many are offered again, or would be.</returns>
    /// <exception cref="InvalidRequestException">A value is out of its bounds.</exception>
    [ResponseTimeout("00:02:00"), Alias("ReplaySome")]
    Task<long> ReplaySome(QueueSelection which, QueueNarrowing narrowing);

    /// <summary>
    /// Looks through a part of the queue, everything that ever came in included, for what cannot be; mends it, or moves it to
    /// error. Safe while the queue works, and to repeat.
    /// </summary>
    /// <param name="after">The last report's <c>Next</c>; null for the beginning.</param>
    /// <param name="isDryRun">Whether to only look.</param>
    [ResponseTimeout("00:02:00"), Alias("Repair")]
    Task<QueueRepairReport> Repair(Guid? after, bool isDryRun);

    /// <summary>Items of one author that wait, run or are in error, oldest first.</summary>
    /// <param name="from">The author: a handle, with or without @, in any case.</param>
    /// <param name="status">Only this status; null for the three.</param>
    /// <param name="after">Only items behind this id; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The status is another one, or a value is out of its bounds.</exception>
    [AlwaysInterleave, ReadOnly, Alias("ListFrom")]
    Task<QueuePage> ListFrom(string from, QueueItemStatus? status, Guid? after, int limit);

    /// <summary>The authors of items that wait, run or are in error, those with the most items first.</summary>
    /// <param name="limit">1 to 200.</param>
    [AlwaysInterleave, ReadOnly, Alias("CountAuthors")]
    Task<ImmutableArray<QueueAuthor>> CountAuthors(int limit);

    /// <summary>
    /// Adds a note of the agent to the item whose turn makes a tool call, at most 20 notes and 4,000 characters in all; the same
    /// call again adds nothing.
    /// </summary>
    /// <param name="callId">The tool call.</param>
    /// <param name="note">The note.</param>
    /// <returns>The item's notes, a line each.</returns>
    /// <exception cref="NotFoundException">No turn of the agent makes that call.</exception>
    /// <exception cref="InvalidRequestException">There would be more than a limit allows.</exception>
    [Idempotent, Alias("Annotate")]
    Task<string> Annotate(string callId, string note);

    /// <summary>One item.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Find")]
    Task<QueueItem> Find(Guid itemId);

    /// <summary>How well the queue does, and why.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetHealth")]
    Task<QueueHealth> GetHealth();

    /// <summary>The latest failures of items that wait for another attempt or are in error, newest first; at most 10.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetRecentFailures")]
    Task<ImmutableArray<QueueFailure>> GetRecentFailures();

    /// <summary>The queue in numbers.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetStatistics")]
    Task<QueueStatistics> GetStatistics();
}
