using Sanctum.Platforms;

namespace Sanctum.Plugins;

/// <summary>A plug-in's tool acts as its agent's account by the same contracts as tools of this repository.</summary>
public sealed class PluginServiceTests(PluginFixture plugins) : IClassFixture<PluginFixture>
{
    private const string Tool = "wave";

    [Fact]
    public async Task Tool_acts_as_its_agents_account_under_consent_and_budget_and_inside_the_host()
    {
        await TestPlugins.DropActing(plugins.Folder, "waving", Tool);
        await plugins.Reaches("waving", PluginState.Running);
        var host = plugins.Host;
        host.Platform.RateWindows = [new RateWindow(TimeSpan.FromHours(1), 3)];
        var agent = await host.NewAgent();
        Assert.Contains("There is no", await Wave(agent, "bo"), StringComparison.Ordinal);
        var account = await host.Connect("""{"ignoredAuthors":["mallory"]}""", agent: agent);

        Assert.Equal($"{account} as id-me waves at bo in {Environment.ProcessId}", await Wave(agent, "bo"));
        Assert.Contains("never answered", await Wave(agent, "mallory"), StringComparison.Ordinal);
        Assert.Equal(
            2, await host.Scalar<long>($"select sum(points)::bigint from platform_spending where account = '{account}'"));
        Assert.Contains("rate limit", await Wave(agent, "bo"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Tool_that_has_them_cannot_be_asked_to_run_elsewhere()
    {
        await TestPlugins.DropActing(plugins.Folder, "far", "far_wave", isolation: "Process");

        var status = await plugins.Reaches("far", PluginState.Failed);

        Assert.Contains("far_wave", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Constructor_that_wants_what_nobody_has_is_refused_with_what_it_can_have()
    {
        await TestPlugins.DropActing(plugins.Folder, "greedy", "greedy_wave", further: "System.IServiceProvider everything");

        var reason = (await plugins.Reaches("greedy", PluginState.Failed)).Reason;

        Assert.Contains("wants a System.IServiceProvider", reason, StringComparison.Ordinal);
        Assert.Contains("IAgentAccounts, IReplyConsent, IRateBudget", reason, StringComparison.Ordinal);
    }

    private Task<string> Wave(string agent, string person) => plugins.Host.CallTool(agent, Tool, new { person });
}
