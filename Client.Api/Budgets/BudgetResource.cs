namespace Sanctum.Budgets;

/// <summary>A budget, with what its present window holds. Amounts are tokens, or millionths of the currency.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scope">Whose model calls it counts.</param>
/// <param name="Subject">The agent, key or model; null for the whole tenant.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Currency">The currency of a money budget, or null.</param>
/// <param name="Cap">The most that may be spent in a window.</param>
/// <param name="Window">How long it counts until it renews.</param>
/// <param name="Rule">What happens to a call that does not fit.</param>
/// <param name="CheaperModel">The model of the rule <c>cheaper</c>, or null.</param>
/// <param name="Spent">Spent in the present window.</param>
/// <param name="Reserved">Reserved by model calls that are under way.</param>
/// <param name="Left">What may still be reserved.</param>
/// <param name="RenewsAt">When the next window begins, UTC; null where there is none.</param>
/// <param name="Version">Counts every change of the budget, from 1; also the ETag.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ChangedAt">When it was changed last, UTC.</param>
internal sealed record BudgetResource(
    string Name, BudgetScope Scope, string? Subject, BudgetUnit Unit, string? Currency, long Cap, BudgetWindow Window,
    BudgetRule Rule, string? CheaperModel, long Spent, long Reserved, long Left, DateTimeOffset? RenewsAt, int Version,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    public static BudgetResource From(Budget budget) => From(budget.Definition) with
    {
        Spent = budget.Spent,
        Reserved = budget.Reserved,
        Left = budget.Left,
        RenewsAt = budget.RenewsAt,
        Version = budget.Version,
        CreatedAt = budget.CreatedAt,
        ChangedAt = budget.ChangedAt,
    };

    private static BudgetResource From(BudgetDefinition budget) => new(
        budget.Name, budget.Scope, budget.Subject.Length == 0 ? null : budget.Subject, budget.Unit, budget.Currency, budget.Cap,
        budget.Window, budget.Rule, budget.CheaperModel, 0, 0, 0, null, 0, default, default);
}

/// <summary>A page of budgets.</summary>
/// <param name="Items">In the order of their names.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record BudgetList(BudgetResource[] Items, string? Next);

/// <summary>A page of a budget's entries.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record BudgetEntryList(BudgetEntry[] Items, Guid? Next);
