using Sanctum.Errors;

namespace Sanctum.Publishing;

/// <summary>
/// Where a post stands; stored as these names in lower case. <see cref="WaitingApproval"/> is stored as <c>pending</c> with the
/// approval, which older builds read and write.
/// </summary>
public enum OutboxStatus
{
    /// <summary>Waits, perhaps for its next attempt.</summary>
    Pending,

    /// <summary>An attempt was begun, where a process after a crash must know that.</summary>
    Posting,

    /// <summary>The platform has it.</summary>
    Posted,

    /// <summary>Refused for good, or of unknown outcome; an operator decides.</summary>
    Error,

    /// <summary>An operator decided that it is never sent, or a person who was asked denied it.</summary>
    Discarded,

    /// <summary>Waits until a person allows it.</summary>
    WaitingApproval,
}

/// <summary>A post as operators see it.</summary>
/// <param name="Id">That of the queue item whose reply it is.</param>
/// <param name="Platform">Where it goes.</param>
/// <param name="Account">The account it goes out from.</param>
/// <param name="Agent">Whose reply it is.</param>
/// <param name="SessionId">The conversation it belongs to.</param>
/// <param name="Text">The text.</param>
/// <param name="ReplyContext">What the platform's adapter needs to reply (ids of parent and root, …), opaque JSON, or
/// null.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempts">Failed attempts since it was written, or since an operator retried it.</param>
/// <param name="IdempotencyKey">What the platform's write is made repeatable with.</param>
/// <param name="CreatedAt">When the turn ended that wrote it, UTC.</param>
/// <param name="NextAttemptAt">Not sent before this time; null once it has ended.</param>
/// <param name="FailedAt">When the last attempt failed, or null.</param>
/// <param name="LastError">The last failure, or what it waits for; null without one.</param>
/// <param name="LastErrorClass">The last failure's class, or null.</param>
/// <param name="PostedAt">When the platform had it, or null.</param>
/// <param name="ExternalId">The platform's id of it, or null.</param>
/// <param name="DiscardedAt">When an operator discarded it, or null.</param>
/// <param name="DiscardReason">Why, or null.</param>
/// <param name="MeantFor">The platform and account that it was meant for, where it went to their fallback; or null.</param>
/// <param name="MeantError">Why it was not posted there, or null.</param>
/// <param name="ApprovalId">The approval that it waits for, or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbox-post")]
public sealed record OutboxPost(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Platform,
    [property: Id(2)] string Account,
    [property: Id(3)] string? Agent,
    [property: Id(4)] string SessionId,
    [property: Id(5)] string Text,
    [property: Id(6)] string? ReplyContext,
    [property: Id(7)] OutboxStatus Status,
    [property: Id(8)] int Attempts,
    [property: Id(9)] string IdempotencyKey,
    [property: Id(10)] DateTimeOffset CreatedAt,
    [property: Id(11)] DateTimeOffset? NextAttemptAt,
    [property: Id(12)] DateTimeOffset? FailedAt,
    [property: Id(13)] string? LastError,
    [property: Id(14)] ErrorClass? LastErrorClass,
    [property: Id(15)] DateTimeOffset? PostedAt,
    [property: Id(16)] string? ExternalId,
    [property: Id(17)] DateTimeOffset? DiscardedAt,
    [property: Id(18)] string? DiscardReason,
    [property: Id(19)] string? MeantFor,
    [property: Id(20)] string? MeantError,
    [property: Id(21)] Guid? ApprovalId = null);
