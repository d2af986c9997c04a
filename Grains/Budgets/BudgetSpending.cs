namespace Sanctum.Budgets;

/// <summary>What an ended call changed on one budget.</summary>
/// <param name="BudgetId">The budget.</param>
/// <param name="Scope">Its scope.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Spent">What counts as spent now and did not before; below 0 where less does.</param>
internal sealed record BudgetSpending(Guid BudgetId, BudgetScope Scope, BudgetUnit Unit, long Spent);
