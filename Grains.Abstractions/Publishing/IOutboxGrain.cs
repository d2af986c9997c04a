using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Publishing;

/// <summary>
/// The posts of one platform account that wait to go out, keyed <c>{tenant}/{platform}/{account}</c>. The rows are written with
/// the turn that made them; this grain is the only one that sends them, in order, under the account's rate and circuit.
/// </summary>
[Alias("sanctum.IOutboxGrain")]
public interface IOutboxGrain : IGrainWithStringKey
{
    /// <summary>Sends a post whose row has been committed.</summary>
    /// <param name="post">The post.</param>
    /// <param name="position">Its row's place in the order.</param>
    [OneWay, AlwaysInterleave, Alias("Send")]
    Task Send(OutboundPost post, long position);

    /// <summary>There may be rows that nobody sends; looks at them all.</summary>
    [OneWay, AlwaysInterleave, Alias("Wake")]
    Task Wake();

    /// <summary>How fast it sends now, and why not faster.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetPace")]
    Task<OutboxPace> GetPace();

    /// <summary>
    /// Spends points of the account's allowance on something that is no post of this outbox, such as a like, before it is done.
    /// Posts wait accordingly, also after a restart. Free where the platform has no allowance.
    /// </summary>
    /// <exception cref="LimitExceededException">There is not that much left now.</exception>
    [AlwaysInterleave, Alias("Spend")]
    Task Spend(int points);

    /// <summary>Looks anew at a post that waited for an approval, as its row says by now.</summary>
    /// <returns>False if it is being sent, and may be about to wait.</returns>
    [AlwaysInterleave, Idempotent, Alias("Reconsider")]
    Task<bool> Reconsider(Guid postId);

    /// <summary>Ends a post that waits or is in error: it is never sent.</summary>
    /// <returns>False where it is too late: it is being sent, or has ended otherwise.</returns>
    [Alias("Discard")]
    Task<bool> Discard(Guid postId, string reason);
}

/// <summary>Something to post.</summary>
/// <param name="Id">That of the queue item whose reply it is.</param>
/// <param name="IdempotencyKey">The adapter makes the platform's write repeatable with it where the platform can.</param>
/// <param name="Platform">Where it goes.</param>
/// <param name="Account">The account it goes out from.</param>
/// <param name="SessionId">The conversation it belongs to.</param>
/// <param name="Text">The text.</param>
/// <param name="ReplyContext">What the inbound notification carried for its reply, or null.</param>
/// <param name="TraceParent">W3C trace context of the turn, or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbound-post")]
public sealed record OutboundPost(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string IdempotencyKey,
    [property: Id(2)] string Platform,
    [property: Id(3)] string Account,
    [property: Id(4)] string SessionId,
    [property: Id(5)] string Text,
    [property: Id(6)] string? ReplyContext,
    [property: Id(7)] string? TraceParent);
