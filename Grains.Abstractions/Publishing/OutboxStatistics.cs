namespace Sanctum.Publishing;

/// <summary>What one outbox holds, and how fast it sends.</summary>
/// <param name="Platform">Where its posts go.</param>
/// <param name="Account">The account they go out from.</param>
/// <param name="Agent">Whose account it is; null where nobody connected it.</param>
/// <param name="Counts">What it holds.</param>
/// <param name="Pace">How fast it sends.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbox-statistics")]
public sealed record OutboxStatistics(
    [property: Id(0)] string Platform,
    [property: Id(1)] string Account,
    [property: Id(2)] string? Agent,
    [property: Id(3)] OutboxCounts Counts,
    [property: Id(4)] OutboxPace Pace);

/// <summary>How many posts an outbox holds, by where they stand. What was posted is history and is not counted.</summary>
/// <param name="Pending">Posts that wait.</param>
/// <param name="Posting">Posts of which an attempt was begun, where a process after a crash must know that.</param>
/// <param name="Error">Posts that failed for good.</param>
/// <param name="Discarded">Posts that an operator discarded.</param>
/// <param name="OldestWaiting">When the oldest post that has not ended was written, or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbox-counts")]
public sealed record OutboxCounts(
    [property: Id(0)] long Pending,
    [property: Id(1)] long Posting,
    [property: Id(2)] long Error,
    [property: Id(3)] long Discarded,
    [property: Id(4)] DateTimeOffset? OldestWaiting)
{
    /// <summary>Holds nothing.</summary>
    public static OutboxCounts None { get; } = new(0, 0, 0, 0, null);
}

/// <summary>Several outboxes together.</summary>
/// <param name="Outboxes">How many hold something.</param>
/// <param name="Counts">What they hold.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbox-totals")]
public sealed record OutboxTotals([property: Id(0)] int Outboxes, [property: Id(1)] OutboxCounts Counts);

/// <summary>How well an account's posts go out.</summary>
public enum OutboxHealth
{
    /// <summary>As many at once as is allowed.</summary>
    Normal,

    /// <summary>Posts failed lately; fewer at once until they go out again.</summary>
    Degraded,

    /// <summary>Posts failed in a row; none is sent for a while.</summary>
    Down,
}

/// <summary>How fast an outbox sends now.</summary>
/// <param name="Health">How well it goes.</param>
/// <param name="EffectiveBatchSize">Posts that it may have under way at once now; 0 while it is down.</param>
/// <param name="MostAtOnce">The same while all is well.</param>
/// <param name="UnderWay">Posts that it has under way.</param>
/// <param name="CircuitOpenFor">How long nothing is sent because posts failed in a row; null while posts may go.</param>
/// <param name="AllowanceIn">How long until the account's allowance lets the next post go; null while it does.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbox-pace")]
public sealed record OutboxPace(
    [property: Id(0)] OutboxHealth Health,
    [property: Id(1)] int EffectiveBatchSize,
    [property: Id(2)] int MostAtOnce,
    [property: Id(3)] int UnderWay,
    [property: Id(4)] TimeSpan? CircuitOpenFor,
    [property: Id(5)] TimeSpan? AllowanceIn);
