using System.Diagnostics.Metrics;

namespace Sanctum.Budgets;

/// <summary>
/// What budgets show to a monitor. No series names a budget, of which there may be many; <c>/v1/budgets</c> does.
/// </summary>
internal sealed class BudgetMeter
{
    private readonly Counter<long> _spent;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _refused;

    public BudgetMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Budgets");
        _spent = meter.CreateCounter<long>(
            "sanctum.budget.spent", "{unit}", "Tokens, or millionths of the currency, that budgets counted, by unit and scope");
        _expired = meter.CreateCounter<long>(
            "sanctum.budget.expired", "{reservation}",
            "Reservations that count as spent because nothing was heard of their call");
        _refused = meter.CreateCounter<long>(
            "sanctum.budget.refused", "{call}", "Model calls that a budget had no room for, by its rule and scope");
    }

    /// <summary>A call was settled.</summary>
    public void Spent(IEnumerable<BudgetSpending> spent)
    {
        foreach (var part in spent.Where(part => part.Spent > 0))
            _spent.Add(
                part.Spent, new("unit", BudgetRows.NameOf(part.Unit)), new("scope", BudgetRows.NameOf(part.Scope)));
    }

    /// <summary>Reservations expired, and count as spent.</summary>
    public void Expired(IReadOnlyCollection<BudgetSpending> spent)
    {
        Spent(spent);
        if (spent.Count > 0)
            _expired.Add(spent.Count);
    }

    /// <summary>A call did not fit.</summary>
    public void Refused(BudgetDefinition budget) => _refused.Add(
        1, new("rule", BudgetRows.NameOf(budget.Rule)), new("scope", BudgetRows.NameOf(budget.Scope)));
}
