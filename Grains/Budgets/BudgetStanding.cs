namespace Sanctum.Budgets;

/// <summary>How a budget stood when a call asked for a part of it.</summary>
/// <param name="BudgetId">The budget.</param>
/// <param name="Cap">Its cap.</param>
/// <param name="Spent">Spent in its present window.</param>
/// <param name="Reserved">Reserved by other calls.</param>
/// <param name="Amount">What the call needs.</param>
internal sealed record BudgetStanding(Guid BudgetId, long Cap, long Spent, long Reserved, long Amount)
{
    /// <summary>Whether the call fits.</summary>
    public bool Fits => Spent + Reserved + Amount <= Cap;

    /// <summary>Whether it would fit if the calls that are under way cost nothing.</summary>
    public bool FitsLater => Spent + Amount <= Cap;
}
