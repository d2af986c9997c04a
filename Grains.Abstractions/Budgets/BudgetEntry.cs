using System.Collections.Immutable;

namespace Sanctum.Budgets;

/// <summary>What one model call reserved on one budget, and what became of it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reserved">The most that the call could cost, in the budget's unit.</param>
/// <param name="Settled">What counts as spent.</param>
/// <param name="Actor">Who spends, as <c>agent/ada</c>.</param>
/// <param name="KeyId">The API key that sent the message, or null.</param>
/// <param name="SessionId">The conversation.</param>
/// <param name="TurnId">The turn's queue item.</param>
/// <param name="Model">The model that was to be asked, as <c>provider/model</c>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">When it counts as spent if nothing is heard of the call, UTC.</param>
/// <param name="EndedAt">When it was settled, released or expired, UTC; null while it is reserved.</param>
[GenerateSerializer, Immutable, Alias("sanctum.budget-entry")]
public sealed record BudgetEntry(
    [property: Id(0)] Guid Id,
    [property: Id(1)] BudgetEntryStatus Status,
    [property: Id(2)] long Reserved,
    [property: Id(3)] long Settled,
    [property: Id(4)] string Actor,
    [property: Id(5)] string? KeyId,
    [property: Id(6)] string SessionId,
    [property: Id(7)] Guid TurnId,
    [property: Id(8)] string Model,
    [property: Id(9)] DateTimeOffset CreatedAt,
    [property: Id(10)] DateTimeOffset ExpiresAt,
    [property: Id(11)] DateTimeOffset? EndedAt);

/// <summary>Where a reservation stands.</summary>
public enum BudgetEntryStatus
{
    /// <summary>The call is under way.</summary>
    Reserved = 0,

    /// <summary>The call has ended; what it cost is spent, and the rest went back.</summary>
    Settled = 1,

    /// <summary>The call cost nothing; all of it went back.</summary>
    Released = 2,

    /// <summary>Nothing was heard of the call; all of it counts as spent until its turn says otherwise.</summary>
    Expired = 3,
}

/// <summary>A page of a budget's entries.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.budget-entry-page")]
public sealed record BudgetEntryPage([property: Id(0)] ImmutableArray<BudgetEntry> Items, [property: Id(1)] Guid? Next);
