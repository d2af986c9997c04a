using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// The queue of one agent, keyed like the agent. It is the only one that offers, leases and retries the agent's items: at
/// most one item per thread at a time, high priority first, then oldest. Every answer is given after its row is committed.
/// </summary>
[Alias("sanctum.IQueueGrain")]
public interface IQueueGrain : IGrainWithStringKey
{
    /// <summary>Takes a notification in. The same notification id again answers the first receipt.</summary>
    /// <exception cref="LimitExceededException">
    /// The queue is full. A notification that has an item already is answered all the same.
    /// </exception>
    /// <exception cref="NotFoundException">There is no such agent.</exception>
    /// <exception cref="ConflictException">The agent is retired.</exception>
    /// <exception cref="QueueDrainingException">The queue is being drained, and does not know the notification yet.</exception>
    [Idempotent, Alias("Enqueue")]
    Task<QueueReceipt> Enqueue(Notification notification);

    /// <summary>
    /// The queue's mode: one that is being drained takes nothing in, so callers that can wait should not send anything.
    /// </summary>
    [AlwaysInterleave, ReadOnly, Alias("GetMode")]
    Task<QueueModeState> GetMode();

    /// <summary>
    /// Offers the next item that is ready, or answers null. The offer becomes a lease, and a row says so, when the item's session
    /// begins the turn; until then the item's thread is kept free for it.
    /// </summary>
    [Alias("Offer")]
    Task<TurnOffer?> Offer();

    /// <summary>
    /// Prolongs a lease and waits until it must be prolonged again, so that one call both keeps the lease and carries a
    /// cancellation to its holder at once. Call it again as long as it answers true.
    /// </summary>
    /// <returns>False as soon as the lease is lost, cancelled or settled: its holder must stop.</returns>
    [AlwaysInterleave, Alias("KeepAlive")]
    Task<bool> KeepAlive(LeaseToken lease, CancellationToken cancellationToken);

    /// <summary>The turn's last step is committed: the thread's next item can go.</summary>
    /// <returns>The next item for the worker if it <paramref name="takesMore"/>, as <see cref="Offer"/> gives it.</returns>
    [Alias("Settle")]
    Task<TurnOffer?> Settle(LeaseToken lease, TurnOutcome outcome, bool takesMore);

    /// <summary>Reports that its holder found the lease lost; the queue reads its rows again.</summary>
    [Alias("Abandon")]
    Task Abandon(LeaseToken lease);

    /// <summary>Records a failed attempt: the item is offered again after a backoff, or ends in error.</summary>
    /// <returns>The item as it is now.</returns>
    /// <exception cref="LeaseLostException">The lease is another's by now.</exception>
    [Alias("Fail")]
    Task<QueueItem> Fail(LeaseToken lease, TurnFailure failure);

    /// <summary>
    /// Gives an item back untouched: it is offered again after <paramref name="wait"/>, and no attempt is counted.
    /// </summary>
    /// <exception cref="LeaseLostException">The lease is another's by now.</exception>
    [Alias("Defer")]
    Task Defer(LeaseToken lease, TimeSpan wait);

    /// <summary>
    /// Gives an item back that waits for something, with what that is: it is offered again after <paramref name="wait"/>, and no
    /// attempt is counted.
    /// </summary>
    /// <exception cref="LeaseLostException">The lease is another's by now.</exception>
    [Alias("Postpone")]
    Task Postpone(LeaseToken lease, TurnFailure cause, TimeSpan wait);

    /// <summary>
    /// Ends the running item of a session and those that wait behind it, as cancelled; their leases are revoked. The transcript
    /// gets a result for each open tool call and an entry that says so, in the same transaction.
    /// </summary>
    /// <returns>How many items were ended.</returns>
    [Alias("Cancel")]
    Task<int> Cancel(string sessionId, string reason);

    /// <summary>
    /// Waits until the item has ended; answers null if it has not when <paramref name="wait"/> (at most 25 s) is over.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such item.</exception>
    [AlwaysInterleave, Idempotent, Alias("WaitForOutcome")]
    Task<ItemOutcome?> WaitForOutcome(Guid itemId, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Items in one status (null: any), oldest first.</summary>
    /// <param name="status">Only this status, or null for all.</param>
    /// <param name="after">Only items behind this id; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<QueuePage> List(QueueItemStatus? status, Guid? after, int limit);

    /// <summary>Offers an item that is in error, no-reply or cancelled again, with its attempts at zero.</summary>
    /// <exception cref="ConflictException">The item is in no such state.</exception>
    [Alias("Retry")]
    Task<QueueItem> Retry(Guid itemId);

    /// <summary>Ends an item that waits or is in error as no-reply.</summary>
    /// <exception cref="ConflictException">The item is running or done.</exception>
    [Alias("Discard")]
    Task<QueueItem> Discard(Guid itemId);

    /// <summary>The receipt of a notification that came in before, under the same key; null if none did.</summary>
    [AlwaysInterleave, ReadOnly, Alias("FindReceipt")]
    Task<QueueReceipt?> FindReceipt(Notification notification);

    /// <summary>
    /// Offers the next items that are due, at most <c>Sanctum:Queue:BatchSize</c>, also where the queue is paused. A caller that
    /// works a queue off in batches waits for their outcome, pauses, and asks for the next.
    /// </summary>
    [Alias("OfferBatch")]
    Task<OfferedBatch> OfferBatch();

    /// <summary>Rows were added by another hand: reads them and offers what is ready.</summary>
    [Alias("Refresh")]
    Task Refresh();

    /// <summary>
    /// Looks at the rows again: rescues leases that ran out and offers what is ready. Cheap, and safe at any time.
    /// </summary>
    [Alias("Wake")]
    Task Wake();
}

/// <summary>Items that were offered together.</summary>
/// <param name="Items">Which; none where nothing is due.</param>
/// <param name="Pause">How long to wait before the next batch.</param>
[GenerateSerializer, Immutable, Alias("sanctum.offered-batch")]
public sealed record OfferedBatch([property: Id(0)] ImmutableArray<Guid> Items, [property: Id(1)] TimeSpan Pause);

/// <summary>
/// Where an item stands. Stored as these names in lower case, <see cref="NoReply"/> as <c>no_reply</c>. <see cref="Cancelled"/>
/// is stored as <c>no_reply</c> with the stop reason <c>cancelled</c>, which older builds read and write.
/// </summary>
public enum QueueItemStatus
{
    /// <summary>Waits to be leased, perhaps for its next attempt.</summary>
    New,

    /// <summary>Leased: a turn is running, or was until its process died.</summary>
    Processing,

    /// <summary>Answered.</summary>
    Done,

    /// <summary>Ended without an answer on purpose: discarded, refused, or nothing to say.</summary>
    NoReply,

    /// <summary>Failed for good; an operator may retry or discard it.</summary>
    Error,

    /// <summary>Somebody cancelled it before it was answered.</summary>
    Cancelled,
}

/// <summary>Proof that a notification is a row.</summary>
/// <param name="ItemId">The queue item.</param>
/// <param name="SessionId">Its conversation.</param>
/// <param name="IsDuplicate">Whether the notification was there already.</param>
/// <param name="SaysOtherwise">Whether the one that was there has another text, or is from somebody else.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-receipt")]
public sealed record QueueReceipt(
    [property: Id(0)] Guid ItemId, [property: Id(1)] string SessionId, [property: Id(2)] bool IsDuplicate,
    [property: Id(3)] bool SaysOtherwise = false);

/// <summary>How a turn ended.</summary>
/// <param name="Status"><see cref="QueueItemStatus.Done"/> or <see cref="QueueItemStatus.NoReply"/>.</param>
/// <param name="StopReason">A name from <c>StopReasons</c>.</param>
/// <param name="ReplySeq">The reply's place in the transcript, or null without a reply.</param>
/// <param name="Error">Why there is no reply, where somebody refused it; holds no secrets.</param>
/// <param name="Reply">The entry at <paramref name="ReplySeq"/>; null without a reply, or from an older silo.</param>
[GenerateSerializer, Immutable, Alias("sanctum.turn-outcome")]
public sealed record TurnOutcome(
    [property: Id(0)] QueueItemStatus Status,
    [property: Id(1)] string StopReason,
    [property: Id(2)] long? ReplySeq,
    [property: Id(3)] string? Error = null,
    [property: Id(4)] TranscriptEntry? Reply = null);

/// <summary>How an item ended.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Status"> <see cref="QueueItemStatus.Done"/>, <see cref="QueueItemStatus.NoReply"/>,
/// <see cref="QueueItemStatus.Error"/> or <see cref="QueueItemStatus.Cancelled"/>.
/// </param>
/// <param name="StopReason">A name from <c>StopReasons</c>, or null.</param>
/// <param name="ReplySeq">The reply's place in the transcript, or null without a reply.</param>
/// <param name="Error">What went wrong last, or null.</param>
/// <param name="ErrorClass">Its class, or null.</param>
/// <param name="RetryAfter">The least time to wait, where the other side named one just now.</param>
/// <param name="Reply">The entry at <paramref name="ReplySeq"/>, where the turn ended just now; else it is read from the
/// transcript.</param>
[GenerateSerializer, Immutable, Alias("sanctum.item-outcome")]
public sealed record ItemOutcome(
    [property: Id(0)] Guid ItemId,
    [property: Id(1)] QueueItemStatus Status,
    [property: Id(2)] string? StopReason,
    [property: Id(3)] long? ReplySeq = null,
    [property: Id(4)] string? Error = null,
    [property: Id(5)] ErrorClass? ErrorClass = null,
    [property: Id(6)] TimeSpan? RetryAfter = null,
    [property: Id(7)] TranscriptEntry? Reply = null);

/// <summary>Why an attempt failed.</summary>
/// <param name="Class">Decides whether it is tried again.</param>
/// <param name="Message">For the operator; holds no secrets. At most 2,000 characters are kept.</param>
/// <param name="RetryAfter">The least time to wait, where the other side named one.</param>
/// <param name="IsOutage">Whether what the turn depends on is away: the queue waits until it is back, and no attempt is
/// counted.</param>
/// <param name="Code">A name from <see cref="ErrorCodes"/>; null from a build that has none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.turn-failure")]
public sealed record TurnFailure(
    [property: Id(0)] ErrorClass Class, [property: Id(1)] string Message, [property: Id(2)] TimeSpan? RetryAfter = null,
    [property: Id(3)] bool IsOutage = false,
    [property: Id(4)] string? Code = null)
{
    /// <summary>Whether the same may succeed later.</summary>
    public bool IsRetriable => Class is ErrorClass.Transient or ErrorClass.Health;
}

/// <summary>A queue item as operators see it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Notification">What came in.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempts">Failed attempts so far.</param>
/// <param name="EnqueuedAt">UTC.</param>
/// <param name="NextAttemptAt">Not offered before this time.</param>
/// <param name="FinishedAt">When it ended, or null.</param>
/// <param name="StopReason">How its turn ended, or null.</param>
/// <param name="LastError">The last failure, or why it was cancelled or ended by a tool; or null.</param>
/// <param name="LastErrorClass">The last failure's class, or null.</param>
/// <param name="ReplySeq">The reply's place in the session's transcript, or null.</param>
/// <param name="Note">What the agent noted with it (<c>annotate_ack</c>), a line each; or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-item")]
public sealed record QueueItem(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Notification Notification,
    [property: Id(2)] QueueItemStatus Status,
    [property: Id(3)] int Attempts,
    [property: Id(4)] DateTimeOffset EnqueuedAt,
    [property: Id(5)] DateTimeOffset NextAttemptAt,
    [property: Id(6)] DateTimeOffset? FinishedAt,
    [property: Id(7)] string? StopReason,
    [property: Id(8)] string? LastError,
    [property: Id(9)] ErrorClass? LastErrorClass,
    [property: Id(10)] long? ReplySeq,
    [property: Id(11)] string? Note = null)
{
    /// <summary>Whether nothing more happens to it by itself.</summary>
    public bool HasEnded =>
        Status is QueueItemStatus.Done or QueueItemStatus.NoReply or QueueItemStatus.Error or QueueItemStatus.Cancelled;
}

/// <summary>A page of queue items.</summary>
/// <param name="Items">Oldest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-page")]
public sealed record QueuePage([property: Id(0)] ImmutableArray<QueueItem> Items, [property: Id(1)] Guid? Next)
{
    /// <summary>A page of at most <paramref name="limit"/> items; a full one may have another behind it.</summary>
    public static QueuePage Of(ImmutableArray<QueueItem> items, int limit) =>
        new(items, items.Length == limit ? items[^1].Id : null);
}

/// <summary>One failure of an item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Class">The failure's class.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Status">Where the item stands now.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-failure")]
public sealed record QueueFailure(
    [property: Id(0)] Guid ItemId, [property: Id(1)] ErrorClass Class, [property: Id(2)] string Message,
    [property: Id(3)] QueueItemStatus Status);
