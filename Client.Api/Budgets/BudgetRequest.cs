using Sanctum.Edge;
using Sanctum.Errors;

namespace Sanctum.Budgets;

/// <summary>A budget as its author writes it.</summary>
/// <param name="Scope">Whose model calls count: <c>tenant</c> (the default), <c>agent</c>, <c>key</c> or <c>model</c>.</param>
/// <param name="Subject">The agent's id, the key's id or the model as <c>provider/model</c>; omitted for the tenant.</param>
/// <param name="Unit"><c>tokens</c> or <c>money</c>.</param>
/// <param name="Currency">ISO 4217 code of a money budget; by default the currency of the prices.</param>
/// <param name="Cap">The most that may be spent in a window: tokens, or millionths of the currency.</param>
/// <param name="Window"><c>total</c> (the default: it never renews), <c>hour</c>, <c>day</c> or <c>month</c>, by UTC.</param>
/// <param name="Rule">What becomes of a call that does not fit: <c>refuse</c> (default), <c>cheaper</c>, <c>wait</c>.</param>
/// <param name="CheaperModel">The model of the rule <c>cheaper</c>.</param>
internal sealed record BudgetRequest(
    string? Scope, string? Subject, string? Unit, string? Currency, long? Cap, string? Window, string? Rule, string? CheaperModel)
{
    /// <exception cref="InvalidRequestException">A field is missing, or has none of its values.</exception>
    public BudgetDefinition ToDefinition(BudgetName name) => new(
        name.Value,
        Read("scope", Scope, BudgetScope.Tenant),
        Subject ?? "",
        StateName.Parse<BudgetUnit>("unit", Unit ?? throw new InvalidRequestException("unit", "is required: tokens or money.")),
        Currency,
        Cap ?? throw new InvalidRequestException("cap", "is required: tokens, or millionths of the currency."),
        Read("window", Window, BudgetWindow.Total),
        Read("rule", Rule, BudgetRule.Refuse),
        CheaperModel);

    private static T Read<T>(string field, string? text, T byDefault) where T : struct, Enum =>
        text is null ? byDefault : StateName.Parse<T>(field, text);
}
