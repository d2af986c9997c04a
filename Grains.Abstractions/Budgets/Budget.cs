namespace Sanctum.Budgets;

/// <summary>A budget as its author writes it.</summary>
/// <param name="Name">Unique in its tenant; lower-case letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, at most 64.</param>
/// <param name="Scope">Whose model calls it counts.</param>
/// <param name="Subject">The agent's id, the key's id or the model as <c>provider/model</c>; empty for the whole tenant.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Currency">ISO 4217 code of a money budget, else null.</param>
/// <param name="Cap">The most that may be spent in a window: tokens, or millionths of the currency.</param>
/// <param name="Window">How long it counts until it renews.</param>
/// <param name="Rule">What happens to a model call that does not fit.</param>
/// <param name="CheaperModel">The model of <see cref="BudgetRule.Cheaper"/>, as <c>provider/model</c>; else null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.budget-definition")]
public sealed record BudgetDefinition(
    [property: Id(0)] string Name,
    [property: Id(1)] BudgetScope Scope,
    [property: Id(2)] string Subject,
    [property: Id(3)] BudgetUnit Unit,
    [property: Id(4)] string? Currency,
    [property: Id(5)] long Cap,
    [property: Id(6)] BudgetWindow Window,
    [property: Id(7)] BudgetRule Rule,
    [property: Id(8)] string? CheaperModel);

/// <summary>A budget, with what its present window holds.</summary>
/// <param name="Id">UUIDv7; another budget of the same name has another.</param>
/// <param name="Definition">What it limits.</param>
/// <param name="Version">Counts every change of the definition, from 1.</param>
/// <param name="Spent">Spent in the present window, in the budget's unit.</param>
/// <param name="Reserved">Reserved by model calls that have not been settled yet.</param>
/// <param name="RenewsAt">When the next window begins, UTC; null for <see cref="BudgetWindow.Total"/>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ChangedAt">When the definition changed last, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.budget")]
public sealed record Budget(
    [property: Id(0)] Guid Id,
    [property: Id(1)] BudgetDefinition Definition,
    [property: Id(2)] int Version,
    [property: Id(3)] long Spent,
    [property: Id(4)] long Reserved,
    [property: Id(5)] DateTimeOffset? RenewsAt,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] DateTimeOffset ChangedAt)
{
    /// <summary>What may still be reserved; never below 0.</summary>
    public long Left => Math.Max(0, Definition.Cap - Spent - Reserved);
}

/// <summary>Whose model calls a budget counts.</summary>
public enum BudgetScope
{
    /// <summary>All of the tenant.</summary>
    Tenant = 0,

    /// <summary>Those of one agent.</summary>
    Agent = 1,

    /// <summary>Those for messages that one API key sent.</summary>
    Key = 2,

    /// <summary>Those to one model.</summary>
    Model = 3,
}

/// <summary>What a budget counts.</summary>
public enum BudgetUnit
{
    /// <summary>Tokens, read and written.</summary>
    Tokens = 0,

    /// <summary>Millionths of a currency, by the prices that are configured.</summary>
    Money = 1,
}

/// <summary>How long a budget counts until it renews. Windows begin by UTC.</summary>
public enum BudgetWindow
{
    /// <summary>Forever; it never renews.</summary>
    Total = 0,

    /// <summary>The hour.</summary>
    Hour = 1,

    /// <summary>The day.</summary>
    Day = 2,

    /// <summary>The calendar month.</summary>
    Month = 3,
}

/// <summary>What happens to a model call that a budget has no room for.</summary>
public enum BudgetRule
{
    /// <summary>The turn ends without a reply, and says why.</summary>
    Refuse = 0,

    /// <summary>Another model is asked.</summary>
    Cheaper = 1,

    /// <summary>The message waits until the budget renews.</summary>
    Wait = 2,
}
