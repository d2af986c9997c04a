using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Sanctum.Budgets;

/// <summary>What models cost, as the configuration says.</summary>
internal sealed class ModelPrices
{
    private const string Section = "Sanctum:Budgets:Prices";
    private const string LocalProvider = "local";
    private const long MaxPrice = 10_000_000_000;
    private const int MaxModels = 1_000;

    private readonly Dictionary<string, ModelPriceOptions> _prices;

    private ModelPrices(Dictionary<string, ModelPriceOptions> prices) => _prices = prices;

    /// <summary>Reads the prices.</summary>
    /// <exception cref="InvalidOperationException">A price is no number in its range, or there are too many.</exception>
    public static ModelPrices From(IConfiguration configuration)
    {
        // The models of this program's own provider run nowhere and cost nothing.
        var prices = new Dictionary<string, ModelPriceOptions>(StringComparer.Ordinal) { [LocalProvider] = new() };
        var root = configuration.GetSection(Section);
        foreach (var model in root.GetChildren())
            Add(prices, model, root.Path.Length + 1);
        if (prices.Count > MaxModels)
            throw new InvalidOperationException($"{Section} has {prices.Count} prices; {MaxModels} are allowed.");
        return new ModelPrices(prices);
    }

    /// <summary>The price of a model, its own or its provider's; null where it has none.</summary>
    public ModelPriceOptions? Of(string model)
    {
        if (_prices.TryGetValue(model, out var price))
            return price;
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return _prices.GetValueOrDefault(slash < 0 ? model : model[..slash]);
    }

    // Names of models may hold colons, which configuration takes for the borders of sections.
    private static void Add(Dictionary<string, ModelPriceOptions> prices, IConfigurationSection section, int nameAt)
    {
        var fields = section.GetChildren().ToList();
        if (fields.Any(field => field.Value is not null))
            prices[section.Path[nameAt..]] = new ModelPriceOptions
            {
                Input = Read(section, nameof(ModelPriceOptions.Input)),
                Output = Read(section, nameof(ModelPriceOptions.Output)),
            };
        foreach (var field in fields.Where(field => field.Value is null))
            Add(prices, field, nameAt);
    }

    private static long Read(IConfigurationSection section, string name) =>
        long.TryParse(section[name], NumberStyles.None, CultureInfo.InvariantCulture, out var price) && price <= MaxPrice
            ? price
            : throw new InvalidOperationException(
                $"{section.Path}:{name} is '{section[name]}'; a whole number from 0 to {MaxPrice} is needed.");
}

/// <summary>What a call cost, in both units.</summary>
/// <param name="Tokens">Tokens.</param>
/// <param name="Money">Millionths of the currency; 0 where the model has no price.</param>
internal readonly record struct CallCost(long Tokens, long Money)
{
    public static CallCost Of(long input, long output, ModelPriceOptions? price)
    {
        const long Million = 1_000_000;
        var money = price is null ? 0 : (Int128)input * price.Input + (Int128)output * price.Output;
        return new CallCost(input + output, (long)((money + Million - 1) / Million));
    }

    public long In(BudgetUnit unit) => unit == BudgetUnit.Money ? Money : Tokens;
}
