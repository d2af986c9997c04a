using System.CommandLine;
using System.Globalization;

namespace Sanctum.Budgets;

/// <summary>What people see of a budget.</summary>
internal sealed record BudgetShape(
    string Name, string Scope, string? Subject, string Unit, string? Currency, long Cap, string Window, string Rule,
    string? CheaperModel, long Spent, long Reserved, long Left, DateTimeOffset? RenewsAt, int Version)
{
    /// <summary>An amount in the budget's unit.</summary>
    public string Amount(long amount) => Amounts.Of(amount, Unit, Currency);

    /// <summary>Whose model calls it counts.</summary>
    public string Counts => Subject is null ? Scope : $"{Scope} {Subject}";
}

/// <summary>What people see of what a model call reserved.</summary>
internal sealed record BudgetEntryShape(
    Guid Id, string Status, long Reserved, long Settled, string Actor, string? KeyId, string SessionId, Guid TurnId, string Model,
    DateTimeOffset CreatedAt);

/// <summary>Amounts of budgets, as people read and write them.</summary>
internal static class Amounts
{
    private const int Decimals = 6;
    private const decimal Million = 1_000_000m;
    private const decimal MaxMoney = 1_000_000_000m;

    public static string Of(long amount, string unit, string? currency) => unit == "money"
        ? string.Create(CultureInfo.InvariantCulture, $"{amount / Million:0.######} {currency}")
        : string.Create(CultureInfo.InvariantCulture, $"{amount} tokens");

    /// <summary>Millionths of a currency, from an amount such as 12.50; null if it is none.</summary>
    public static long? ParseMoney(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var money)
        && money <= MaxMoney && money.Scale <= Decimals
            ? (long)(money * Million)
            : null;
}

/// <summary>The argument that names a budget.</summary>
internal static class BudgetArgument
{
    public static Argument<string> Create() => new("budget") { Description = "The budget's name" };
}
