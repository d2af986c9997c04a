using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Budgets;

/// <summary>Budgets of model calls; section <c>Sanctum:Budgets</c>.</summary>
[Settings("Sanctum:Budgets", SettingsGroup.Agents)]
public sealed class BudgetOptions
{
    /// <summary>The currency of all prices and money budgets (ISO 4217).</summary>
    [Required, RegularExpression("^[A-Z]{3}$", ErrorMessage = "Currency must be an ISO 4217 code of three capital letters.")]
    public string Currency { get; set; } = "USD";

    /// <summary>Budgets that a tenant may have.</summary>
    [Range(1, 1_000)]
    public int MaxBudgets { get; set; } = 200;

    /// <summary>
    /// Tokens that a model may write in a call that a budget counts. A model is told this limit, and the call reserves all of it.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 4_096;

    /// <summary>
    /// Bytes of a prompt that are reserved as one token. With 1 the estimate is never too small; English text has about 4.
    /// </summary>
    [Range(1, 4)]
    public int BytesPerToken { get; set; } = 1;

    /// <summary>
    /// How long a reservation is kept for a call of which nothing is heard; then it counts as spent. Longer than any model call.
    /// </summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan ReservationLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Longest wait of a message for a budget before it is looked at again; it notices a budget that was raised by then.
    /// </summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// What money budgets do with calls to a model that has no price: <c>Refuse</c> them or <c>Ignore</c> them.
    /// </summary>
    [EnumDataType(typeof(UnpricedModels))]
    public UnpricedModels UnpricedModels { get; set; } = UnpricedModels.Refuse;
}

/// <summary>What money budgets do with calls to a model that has no price.</summary>
public enum UnpricedModels
{
    /// <summary>Refuse them.</summary>
    Refuse = 0,

    /// <summary>Do not count them.</summary>
    Ignore = 1,
}

/// <summary>
/// The price of a model; section <c>Sanctum:Budgets:Prices:MODEL</c>, where MODEL is <c>provider/model</c>, or a provider for all
/// of its models that have no price of their own.
/// </summary>
[Settings("Sanctum:Budgets:Prices:MODEL", SettingsGroup.Agents)]
public sealed class ModelPriceOptions
{
    /// <summary>Millionths of the currency for a million tokens read.</summary>
    [Range(0, 10_000_000_000)]
    public long Input { get; set; }

    /// <summary>Millionths of the currency for a million tokens written.</summary>
    [Range(0, 10_000_000_000)]
    public long Output { get; set; }
}
