namespace Sanctum.Publishing;

/// <summary>What people see of a post.</summary>
internal sealed record PostShape(
    string Id,
    string Platform,
    string Account,
    string? Agent,
    string SessionId,
    string Text,
    string? ReplyContext,
    string Status,
    int Attempts,
    string IdempotencyKey,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? FailedAt,
    string? LastError,
    string? LastErrorClass,
    DateTimeOffset? PostedAt,
    string? ExternalId,
    DateTimeOffset? DiscardedAt,
    string? DiscardReason,
    string? MeantFor,
    string? MeantError,
    string? ApprovalId = null);

/// <summary>A page of outboxes.</summary>
internal sealed record OutboxListShape(OutboxTotalsShape Totals, OutboxShape[] Items, string? Next);

/// <summary>All outboxes together.</summary>
internal sealed record OutboxTotalsShape(int Outboxes, OutboxCountsShape Counts);

/// <summary>One outbox.</summary>
internal sealed record OutboxShape(
    string Platform, string Account, string? Agent, OutboxCountsShape Counts, OutboxPaceShape Pace);

/// <summary>What outboxes hold.</summary>
internal sealed record OutboxCountsShape(long Pending, long Posting, long Error, long Discarded, DateTimeOffset? OldestWaiting);

/// <summary>How fast an outbox sends.</summary>
internal sealed record OutboxPaceShape(
    string Health, int EffectiveBatchSize, int MostAtOnce, TimeSpan? CircuitOpenFor, TimeSpan? AllowanceIn);

/// <summary>What a retry of many posts did.</summary>
internal sealed record RetryShape(long Retried, long LeftAlone);
