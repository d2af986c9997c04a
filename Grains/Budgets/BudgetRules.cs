using System.Text.RegularExpressions;
using Sanctum.Errors;

namespace Sanctum.Budgets;

/// <summary>What a budget must be.</summary>
internal static partial class BudgetRules
{
    /// <summary>The largest cap: in money, a thousand million of the currency.</summary>
    public const long MaxCap = 1_000_000_000_000_000;

    private const int MaxSubjectCharacters = 256;

    /// <exception cref="InvalidRequestException">A field breaks a rule; all that do are named.</exception>
    public static void Check(BudgetDefinition budget, string currency)
    {
        var errors = Errors(budget, currency).ToList();
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }

    /// <exception cref="InvalidRequestException">A field would change that gives the books their meaning.</exception>
    public static void CheckChange(BudgetDefinition before, BudgetDefinition after)
    {
        const string Fixed = "cannot be changed, because what was spent is counted by it; delete the budget and create another.";
        var errors = new List<FieldError>();
        if (before.Scope != after.Scope)
            errors.Add(new FieldError("scope", Fixed));
        if (before.Subject != after.Subject)
            errors.Add(new FieldError("subject", Fixed));
        if (before.Unit != after.Unit)
            errors.Add(new FieldError("unit", Fixed));
        if (before.Currency != after.Currency)
            errors.Add(new FieldError("currency", Fixed));
        if (before.Window != after.Window)
            errors.Add(new FieldError("window", Fixed));
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }

    private static IEnumerable<FieldError> Errors(BudgetDefinition budget, string currency)
    {
        if (!Name().IsMatch(budget.Name))
            yield return new FieldError(
                "name", "must match ^[a-z0-9][a-z0-9._-]{0,63}$: lower-case letters, digits, '.', '_' and '-', at most 64.");
        if (budget.Cap is < 0 or > MaxCap)
            yield return new FieldError("cap", $"{budget.Cap} is not between 0 and {MaxCap}.");
        if (SubjectFault(budget) is { } subject)
            yield return new FieldError("subject", subject);
        if (budget.Unit == BudgetUnit.Money && budget.Currency != currency)
            yield return new FieldError(
                "currency", $"must be {currency}, the currency of all prices (Sanctum:Budgets:Currency).");
        if (budget.Unit == BudgetUnit.Tokens && budget.Currency is not null)
            yield return new FieldError("currency", "must be omitted: the budget counts tokens.");
        if (budget is { Rule: BudgetRule.Wait, Window: BudgetWindow.Total })
            yield return new FieldError("rule", "cannot be wait: a budget with the window total never renews.");
        if (CheaperFault(budget) is { } cheaper)
            yield return new FieldError("cheaperModel", cheaper);
    }

    private static string? SubjectFault(BudgetDefinition budget)
    {
        if (budget.Scope == BudgetScope.Tenant)
            return budget.Subject.Length == 0 ? null : "must be omitted: the budget is the whole tenant's.";
        if (budget.Subject.Length is 0 or > MaxSubjectCharacters)
            return $"has {budget.Subject.Length} characters; 1 to {MaxSubjectCharacters} are allowed.";
        if (NullCharacter.IsIn(budget.Subject))
            return NullCharacter.Fault;
        return budget.Scope == BudgetScope.Model ? ModelFault(budget.Subject) : null;
    }

    private static string? CheaperFault(BudgetDefinition budget)
    {
        if (budget.Rule != BudgetRule.Cheaper)
            return budget.CheaperModel is null ? null : "must be omitted: the rule is not cheaper.";
        if (budget.CheaperModel is not { } model)
            return "is required by the rule cheaper.";
        if (budget.Scope == BudgetScope.Model && model == budget.Subject)
            return "must be another model than the one that the budget counts.";
        if (budget is { Unit: BudgetUnit.Tokens, Scope: not BudgetScope.Model })
            return "needs a budget of money or of one model: another model uses as many tokens.";
        return NullCharacter.IsIn(model) ? NullCharacter.Fault : ModelFault(model);
    }

    private static string? ModelFault(string model) =>
        model.Length <= MaxSubjectCharacters
        && model.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < model.Length - 1
            ? null
            : $"must name a model as provider/model, with at most {MaxSubjectCharacters} characters.";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex Name();
}
