using Microsoft.Extensions.Configuration;

namespace Sanctum.Budgets;

public sealed class ModelPricesTests
{
    [Fact]
    public void A_model_has_its_own_price_or_its_providers_and_colons_belong_to_its_name()
    {
        var prices = Prices(
            ("openai/gpt-4o:Input", "2500000"), ("openai/gpt-4o:Output", "10000000"), ("ollama/llama3:8b:Input", "5"),
            ("ollama/llama3:8b:Output", "6"), ("ollama:Input", "1"), ("ollama:Output", "2"));

        Assert.Equal((2_500_000L, 10_000_000L), Of(prices, "openai/gpt-4o"));
        Assert.Equal((5L, 6L), Of(prices, "ollama/llama3:8b"));
        Assert.Equal((1L, 2L), Of(prices, "ollama/qwen"));
        Assert.Equal((0L, 0L), Of(prices, "local/echo"));
        Assert.Null(prices.Of("openai/gpt-4o-mini"));
    }

    [Theory]
    [InlineData("openai/gpt-4o:Input", "2.5")]
    [InlineData("openai/gpt-4o:Input", "-1")]
    [InlineData("openai/gpt-4o:Input", "99999999999")]
    public void A_price_that_is_no_whole_number_in_its_range_is_refused_by_name(string key, string value)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Prices((key, value), ("openai/gpt-4o:Output", "1")));

        Assert.StartsWith($"Sanctum:Budgets:Prices:{key} is '{value}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cost_is_rounded_up_and_never_overflows()
    {
        var dear = new ModelPriceOptions { Input = 10_000_000_000, Output = 10_000_000_000 };

        Assert.Equal(new CallCost(2, 1), CallCost.Of(1, 1, new ModelPriceOptions { Input = 1 }));
        Assert.Equal(
            new CallCost(1_500, 7_500),
            CallCost.Of(1_000, 500, new ModelPriceOptions { Input = 2_500_000, Output = 10_000_000 }));
        Assert.Equal(new CallCost(2_000_000_000, 20_000_000_000_000), CallCost.Of(1_000_000_000, 1_000_000_000, dear));
        Assert.Equal(new CallCost(5, 0), CallCost.Of(3, 2, null));
    }

    private static ModelPrices Prices(params (string Key, string Value)[] settings) => ModelPrices.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(
            $"Sanctum:Budgets:Prices:{setting.Key}", (string?)setting.Value))).Build());

    private static (long, long) Of(ModelPrices prices, string model) => (prices.Of(model)!.Input, prices.Of(model)!.Output);
}
