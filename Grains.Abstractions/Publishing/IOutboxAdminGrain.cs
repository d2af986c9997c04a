using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Publishing;

/// <summary>
/// What an operator does with the posts of one account, keyed like its outbox. It works on the rows and then has the outbox read
/// them, so whatever it has answered holds, over crashes too. One thing at a time per account.
/// </summary>
[Alias("sanctum.IOutboxCareGrain")]
public interface IOutboxAdminGrain : IGrainWithStringKey
{
    /// <summary>
    /// Lets a post in error be sent again, with its attempts at zero, under the idempotency key that it always had. It waits for
    /// the account's allowance like every post.
    /// </summary>
    /// <returns>The post as it is now.</returns>
    /// <exception cref="NotFoundException">The account has no such post.</exception>
    /// <exception cref="ConflictException">The post is not in error.</exception>
    /// <exception cref="PolicyDeniedException">The person whom it answers does not want to be answered any more.</exception>
    [Alias("Retry")]
    Task<OutboxPost> Retry(Guid postId);

    /// <summary>
    /// The same for every post in error, at most 100,000, the oldest first. Answers to people who do not want one any more stay
    /// in error.
    /// </summary>
    [ResponseTimeout("00:02:00"), Alias("RetryFailed")]
    Task<OutboxRetry> RetryFailed();

    /// <summary>Ends a post that waits or is in error: it is never sent, and its queue item ends without a reply.</summary>
    /// <param name="postId">The post.</param>
    /// <param name="reason">Why; 1 to 500 characters.</param>
    /// <returns>The post as it is now.</returns>
    /// <exception cref="NotFoundException">The account has no such post.</exception>
    /// <exception cref="ConflictException">It is being sent, or has ended.</exception>
    [Alias("Discard")]
    Task<OutboxPost> Discard(Guid postId, string reason);

    /// <summary>
    /// Puts a post that an operator wrote into the outbox; it goes out like every other one. The same id again is the same post.
    /// </summary>
    /// <returns>The post as it is now.</returns>
    /// <exception cref="InvalidRequestException">The text, the id or the reply context breaks a rule.</exception>
    /// <exception cref="NotFoundException">There is no such platform, or no such account where it needs one.</exception>
    /// <exception cref="ConflictException">The id belongs to another post.</exception>
    [Idempotent, Alias("Write")]
    Task<OutboxPost> Write(PostDraft draft);

    /// <summary>What the account's outbox holds, and how fast it sends.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetStatistics")]
    Task<OutboxStatistics> GetStatistics();
}

/// <summary>A post that an operator wrote.</summary>
/// <param name="Text">The text; what is longer than the platform's limit becomes a thread.</param>
/// <param name="Id">What makes it the same post again, a UUIDv7; null: it is a new one.</param>
/// <param name="ReplyContext">What the platform needs to know for a reply, as searches and threads show it; null where it is
/// none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.post-draft")]
public sealed record PostDraft(
    [property: Id(0)] string Text, [property: Id(1)] Guid? Id = null, [property: Id(2)] string? ReplyContext = null);

/// <summary>What a retry of many posts did.</summary>
/// <param name="Retried">Posts that are sent again.</param>
/// <param name="LeftAlone">Posts that stay in error, because the person does not want to be answered any more.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbox-retry")]
public sealed record OutboxRetry([property: Id(0)] long Retried, [property: Id(1)] long LeftAlone);
