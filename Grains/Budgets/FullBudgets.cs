using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Sanctum.Budgets;

/// <summary>Says why a call does not fit, and by which budget's rule it is treated.</summary>
internal sealed class FullBudgets(BudgetMeter meter, IOptions<BudgetOptions> options)
{
    // Calls that are under way give back what they do not need within seconds.
    private static readonly TimeSpan SettlePause = TimeSpan.FromSeconds(5);

    /// <summary>The refusal, where a budget has no room; null where all have.</summary>
    /// <param name="needs">What the call needs.</param>
    /// <param name="standings">How the budgets stood when it asked.</param>
    /// <param name="call">The call, as the object of a sentence.</param>
    /// <param name="now">The time.</param>
    /// <remarks>Where several budgets are full, the strictest rule holds: refuse before wait before cheaper.</remarks>
    public BudgetRefusal? Judge(
        ImmutableArray<BudgetNeed> needs, ImmutableArray<BudgetStanding> standings, string call, DateTimeOffset now)
    {
        var full = standings.Where(standing => !standing.Fits).ToList();
        if (full.Count == 0)
            return null;
        var (standing, budget) = full
            .Select(standing => (Standing: standing, needs.First(need => need.Budget.Id == standing.BudgetId).Budget.Definition))
            .MinBy(one => Strictness(one.Standing, one.Definition));
        meter.Refused(budget);
        var renewsAt = BudgetWindows.RenewsAt(budget.Window, now);
        return new BudgetRefusal(
            budget, Describe(budget, standing, call, renewsAt),
            budget.Rule == BudgetRule.Wait && standing.Amount <= standing.Cap ? WaitFor(standing, renewsAt, now) : null);
    }

    // What is more than the whole cap fits into no window.
    private static int Strictness(BudgetStanding standing, BudgetDefinition budget) => budget.Rule switch
    {
        BudgetRule.Refuse => 0,
        BudgetRule.Wait => standing.Amount > standing.Cap ? 0 : 1,
        _ => 2,
    };

    private TimeSpan WaitFor(BudgetStanding standing, DateTimeOffset? renewsAt, DateTimeOffset now)
    {
        var wait = renewsAt - now ?? options.Value.MaxWait;
        if (standing.FitsLater && SettlePause < wait)
            wait = SettlePause;
        return wait < options.Value.MaxWait ? wait : options.Value.MaxWait;
    }

    private static string Describe(BudgetDefinition budget, BudgetStanding standing, string call, DateTimeOffset? renewsAt)
    {
        var left = Math.Max(0, standing.Cap - standing.Spent - standing.Reserved);
        var renews = renewsAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"It renews at {at:yyyy-MM-ddTHH:mm:ssZ}.")
            : "It does not renew.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Budget '{budget.Name}' has no room for the {call}: {Amount(left)} of {Amount(standing.Cap)} are left, " +
            $"{Amount(standing.Reserved)} are reserved by calls under way, and the {Last(call)} may cost " +
            $"{Amount(standing.Amount)}. {renews}");

        string Amount(long amount) => budget.Unit == BudgetUnit.Tokens
            ? string.Create(CultureInfo.InvariantCulture, $"{amount} tokens")
            : string.Create(CultureInfo.InvariantCulture, $"{amount / 1_000_000m:0.######} {budget.Currency}");
    }

    private static string Last(string words) => words[(words.LastIndexOf(' ') + 1)..];
}

/// <summary>Why a call does not fit.</summary>
/// <param name="Budget">The budget whose rule holds.</param>
/// <param name="Reason">Which budget, and how much is left, as sentences.</param>
/// <param name="Wait">When it may fit, where the rule is to wait; else null.</param>
internal sealed record BudgetRefusal(BudgetDefinition Budget, string Reason, TimeSpan? Wait);
