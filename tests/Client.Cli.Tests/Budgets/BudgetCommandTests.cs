namespace Sanctum.Tests.Budgets;

[Collection(SharedGateway.Name)]
public sealed class BudgetCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task A_budget_is_set_shown_listed_changed_in_part_and_deleted()
    {
        var name = $"b-{Guid.NewGuid():N}"[..10];

        var created = (await gateway.Run(
            "budgets", "set", name, "--money", "12.50", "--window", "month", "--scope", "agent", "--subject", name,
            "--json")).Json();
        Assert.Equal((12_500_000, "USD"), (created["cap"]!.GetValue<long>(), created.Text("currency")));
        var changed = (await gateway.Run("budgets", "set", name, "--rule", "wait", "--json")).Json();
        Assert.Equal(
            (12_500_000, "wait", "month", "2"),
            (changed["cap"]!.GetValue<long>(), changed.Text("rule"), changed.Text("window"), changed["version"]!.ToString()));

        Assert.Matches("Left +12.5 USD", (await gateway.Run("budgets", "show", name)).ShouldEnd(0).Out);
        var listed = (await gateway.Run("budgets", "list", "--limit", "200")).ShouldEnd(0).Out;
        Assert.Matches($"{name} +agent {name} +month +12.5 USD +0 USD", listed);
        Assert.Empty((await gateway.Run("budgets", "entries", name, "--json")).Json()["items"]!.AsArray());

        (await gateway.Run("budgets", "delete", name)).ShouldEnd(2);
        Assert.Equal(name, (await gateway.Run("budgets", "delete", name, "--yes", "--json")).Json().Text("name"));
        (await gateway.Run("budgets", "show", name)).ShouldEnd(4);
    }

    [Fact]
    public async Task Entries_show_what_a_turn_cost_and_a_refused_message_ends_as_a_failed_turn()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Run("send", agent, "hello", "--wait", "30s")).ShouldEnd(0);
        (await gateway.Run("budgets", "set", agent, "--tokens", "1000000", "--scope", "agent", "--subject", agent)).ShouldEnd(0);
        await Testing.Eventually.True(async () =>
        {
            (await gateway.Run("send", agent, "hello", "--wait", "30s")).ShouldEnd(0);
            var entries = (await gateway.Run("budgets", "entries", agent)).ShouldEnd(0).Out;
            return entries.Contains("12 tokens", StringComparison.Ordinal);
        });

        (await gateway.Run("budgets", "set", agent, "--tokens", "0")).ShouldEnd(0);
        var refused = await gateway.Run("send", agent, "hello again", "--wait", "30s", "--json");

        Assert.Contains($"Budget '{agent}' has no room", refused.Problem(6).Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--money", "12,50")]
    [InlineData("--money", "0.0000001")]
    [InlineData("--money", "-1")]
    public async Task An_amount_that_is_none_is_a_usage_error(string option, string amount) =>
        (await gateway.Run("budgets", "set", "any", option, amount)).ShouldEnd(2);

    [Fact]
    public async Task Tokens_and_money_exclude_each_other() =>
        (await gateway.Run("budgets", "set", "any", "--money", "1", "--tokens", "1")).ShouldEnd(2);
}
