using Microsoft.Extensions.Configuration;

namespace Sanctum.Budgets;

public sealed class PlatformFeesTests
{
    [Fact]
    public void A_platform_has_its_fees_and_one_that_is_not_named_has_none()
    {
        var fees = Read(("x:Post", "100000"), ("x:Reply", "50000"), ("board:Reply", "1"));

        Assert.Equal(
            [100_000, 50_000, 0, 1, 0],
            new[]
            {
                fees.Of("x", false), fees.Of("x", true), fees.Of("board", false), fees.Of("board", true), fees.Of("web", true),
            });
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("10000000001")]
    [InlineData("free")]
    public void A_fee_that_is_no_number_in_its_range_is_refused_with_its_setting(string fee)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Read(("x:Post", fee)));

        Assert.Contains("Sanctum:Budgets:PlatformFees:x:Post", refusal.Message, StringComparison.Ordinal);
    }

    private static PlatformFees Read(params (string Name, string Value)[] settings) => PlatformFees.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting =>
            KeyValuePair.Create($"Sanctum:Budgets:PlatformFees:{setting.Name}", (string?)setting.Value))).Build());
}
