using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Testing;
using Sanctum.Tools;

namespace Sanctum.Plugins;

public sealed class PluginTests(PluginFixture plugins) : IClassFixture<PluginFixture>
{
    [Fact]
    public async Task What_is_dropped_in_brings_its_platform_and_its_tool_and_answers_what_waited_for_it()
    {
        var early = await plugins.Write("dropped", "early");
        await plugins.WaitsInQueue(early);

        await plugins.Drop("dropped");

        var status = await plugins.Reaches("dropped", PluginState.Running);
        Assert.Equal(("dropped", "shout_dropped", "1.0.0.0"), (status.Platforms.Single(), status.Tools[0], status.Version));
        Assert.StartsWith("1 said: ", await plugins.Posted(early), StringComparison.Ordinal);
        Assert.Contains("dropped", await Platforms());
        Assert.Contains("shout_dropped", await Tools());
    }

    [Fact]
    public async Task A_repair_leaves_what_waits_for_a_platform_that_is_away()
    {
        await plugins.Drop("vanishing");
        await plugins.Reaches("vanishing", PluginState.Running);
        await plugins.Plugins.Order("vanishing", PluginCommand.Unload);
        var agent = await plugins.Write("vanishing", "anybody?");
        await plugins.WaitsInQueue(agent);

        var report = await plugins.Host.Grains.GetGrain<Queues.IQueueAdminGrain>($"default/{agent}").Repair(
            after: null, isDryRun: false);

        Assert.Equal((1L, 0L, 0L), (report.Scanned, report.Corrupted, report.Moved));
        await plugins.Plugins.Order("vanishing", PluginCommand.Start);
        Assert.StartsWith("1 said: ", await plugins.Posted(agent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_code_takes_over_at_a_reload_and_the_old_leaves_the_memory()
    {
        await plugins.Drop("changing");
        await plugins.Reaches("changing", PluginState.Running);
        Assert.StartsWith("1 said: ", await plugins.Posted(await plugins.Write("changing", "one")), StringComparison.Ordinal);

        await plugins.Drop("changing", version: 2);
        var reloaded = Assert.Single((await plugins.Plugins.Order("changing", PluginCommand.Reload)).Processes);

        Assert.Equal((PluginState.Running, "2.0.0.0"), (reloaded.State, reloaded.Version));
        await plugins.Collects("changing");
        Assert.Equal(1, PluginFixture.ContextsOf("changing"));
        Assert.StartsWith("2 said: ", await plugins.Posted(await plugins.Write("changing", "two")), StringComparison.Ordinal);

        var unloaded = Assert.Single((await plugins.Plugins.Order("changing", PluginCommand.Unload)).Processes);

        Assert.Equal((PluginState.Discovered, null), (unloaded.State, unloaded.Version));
        await plugins.Collects("changing");
        Assert.Equal(0, PluginFixture.ContextsOf("changing"));
        Assert.DoesNotContain("changing", await Platforms());
        Assert.DoesNotContain("shout_changing", await Tools());
    }

    [Fact]
    public async Task A_reload_of_code_that_does_not_work_leaves_what_works()
    {
        await plugins.Drop("careful");
        await plugins.Reaches("careful", PluginState.Running);

        TestPlugins.DropText(plugins.Folder, "careful");
        var kept = Assert.Single((await plugins.Plugins.Order("careful", PluginCommand.Reload)).Processes);

        Assert.Equal((PluginState.Running, "1.0.0.0"), (kept.State, kept.Version));
        Assert.Contains("not a .NET assembly", kept.Reason, StringComparison.Ordinal);
        Assert.StartsWith(
            "1 said: ", await plugins.Posted(await plugins.Write("careful", "still there")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_and_start_are_safe_to_repeat_and_outlive_the_process()
    {
        await plugins.Drop("restful");
        await plugins.Reaches("restful", PluginState.Running);

        var (asked, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        plugins.Host.Model.On("hold this", async (_, _) =>
        {
            asked.TrySetResult();
            await goOn.Task;
            return new ChatResponseUpdate(ChatRole.Assistant, "held");
        });
        var held = await plugins.Write("restful", "hold this");
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(3));
        foreach (var _ in Enumerable.Range(0, 2))
            Assert.Equal(
                PluginState.Stopped, Assert.Single((await plugins.Plugins.Order("restful", PluginCommand.Stop)).Processes).State);
        Assert.DoesNotContain("restful", await Platforms());
        goOn.SetResult();
        Assert.Contains("no adapter", await plugins.Waits(held), StringComparison.Ordinal);

        await plugins.Host.Restart();
        await Eventually.True(async () => (await plugins.Plugins.List()).Any(
            plugin => plugin.Name == "restful" && plugin.Processes.Single() is { State: PluginState.Discovered, Revision: > 0 }));
        Assert.DoesNotContain("restful", await Platforms());

        foreach (var _ in Enumerable.Range(0, 2))
            Assert.Equal(
                PluginState.Running,
                Assert.Single((await plugins.Plugins.Order("restful", PluginCommand.Start)).Processes).State);
        Assert.StartsWith("1 said: ", await plugins.Posted(held), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_configuration_disables_rests_until_somebody_starts_it()
    {
        await plugins.Reaches("resting", PluginState.Discovered);
        Assert.Equal(PluginState.Stopped, (await plugins.Plugins.Get("resting")).Wanted);

        Assert.Equal(
            PluginState.Running, Assert.Single((await plugins.Plugins.Order("resting", PluginCommand.Start)).Processes).State);
    }

    [Fact]
    public async Task What_the_configuration_says_while_it_runs_holds_at_once()
    {
        await plugins.Drop("switched");
        await plugins.Reaches("switched", PluginState.Running);

        plugins.Host.Configure("Sanctum:Plugins:Disabled:1", "switched");

        await plugins.Reaches("switched", PluginState.Stopped);
        Assert.DoesNotContain("switched", await Platforms());
        plugins.Host.Configure("Sanctum:Plugins:Disabled:1", "another");
        await plugins.Reaches("switched", PluginState.Running);
        Assert.Contains("switched", await Platforms());
    }

    [Fact]
    public async Task A_configured_setting_that_is_not_valid_has_its_default_and_a_warning_names_it()
    {
        await plugins.Drop("lenient");

        await plugins.Reaches("lenient", PluginState.Running);

        Assert.Equal(
            """{"mode":"good","prefix":"kept: ","pollInterval":5}""", (await plugins.Plugins.Get("lenient")).Settings);
        Assert.Contains(
            plugins.Host.Log,
            line => line.Contains("Plug-in lenient: its setting pollInterval is not valid", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_come_from_schema_configuration_and_operators_hold_at_once_and_hide_secrets()
    {
        await plugins.Drop("tunable");
        await plugins.Reaches("tunable", PluginState.Running);
        Assert.Equal(
            """{"mode":"good","prefix":"1 said: ","pollInterval":7,"apiKey":"***"}""", (await plugins.Plugins.Get("tunable"))
                .Settings);

        var changed = await plugins.Plugins.ChangeSettings("tunable", """{"prefix":"now: ","apiKey":"from-an-operator"}""");

        Assert.Equal("""{"mode":"good","prefix":"now: ","pollInterval":7,"apiKey":"***"}""", changed.Settings);
        Assert.StartsWith("now: ", await plugins.Posted(await plugins.Write("tunable", "x")), StringComparison.Ordinal);
        Assert.Equal(
            0L,
            await plugins.Host.Scalar<long>("select count(*) from grain_state where payload::text like '%from-an-operator%'"));
        Assert.DoesNotContain(plugins.Host.Log, line => line.Contains("from-an-operator", StringComparison.Ordinal)
            || line.Contains("from-the-environment", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"pollInterval":0}""", "settings.pollInterval")]
    [InlineData("""{"nonsense":1}""", "settings.nonsense")]
    [InlineData("""{"prefix":"a bad one"}""", "settings.prefix")]
    public async Task Settings_that_are_not_right_are_refused_and_the_old_ones_hold(string settings, string field)
    {
        await plugins.Drop("strict");
        await plugins.Reaches("strict", PluginState.Running);

        var refusal = await Assert.ThrowsAsync<InvalidRequestException>(() => plugins.Plugins.ChangeSettings("strict", settings));

        Assert.Equal(field, Assert.Single(refusal.Errors).Field);
        Assert.Contains("\"1 said: \"", (await plugins.Plugins.Get("strict")).Settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_the_plug_in_does_not_take_leave_it_as_it_was()
    {
        await plugins.Drop("choosy");
        await plugins.Reaches("choosy", PluginState.Running);

        var status = Assert.Single((await plugins.Plugins.ChangeSettings("choosy", """{"prefix":"refused"}""")).Processes);

        Assert.Equal(PluginState.Running, status.State);
        Assert.Contains("not this one", status.Reason, StringComparison.Ordinal);
        Assert.StartsWith("1 said: ", await plugins.Posted(await plugins.Write("choosy", "x")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"param1":"x"}""", "x and 10")]
    [InlineData("""{"param1":"x","param2":11}""", "x and 11")]
    [InlineData("{}", "param1: is missing.")]
    public async Task A_custom_tool_is_listed_with_its_default_and_runs(string arguments, string result)
    {
        await plugins.Drop("customary");
        await plugins.Reaches("customary", PluginState.Running);
        var tool = (await plugins.Host.Grains.GetGrain<IToolCatalogWorker>("default/tools").Get("custom_tool_customary")).Tool;
        plugins.Host.Model.On(arguments, (messages, _) => Task.FromResult(messages[^1].Role == ChatRole.Tool
            ? new ChatResponseUpdate(
                ChatRole.Assistant, (string)messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!)
            : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent(
                $"call-{Guid.NewGuid()}", tool.Name, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments))])));

        Assert.Equal((ToolKind.Custom, "customary", ToolIsolation.Process), (tool.Kind, tool.Plugin, tool.Isolation));
        Assert.Equal(
            """{"type":"object","properties":{"param1":{"type":"string","description":"Description of parameter."},"param2":{"type":"integer","default":10,"description":"Description of parameter with default."}},"required":["param1"],"additionalProperties":false}""",
            tool.ParametersSchema);
        Assert.Equal($"1 said: {result}", await plugins.Posted(await plugins.Write("customary", arguments)));
    }

    [Fact]
    public async Task A_tool_that_wants_its_plug_in_in_a_process_of_its_own_has_one_with_the_settings_that_hold()
    {
        await plugins.Drop("apart");
        await plugins.Reaches("apart", PluginState.Running);
        await plugins.Plugins.ChangeSettings("apart", """{"prefix":"set: "}""");

        var answer = await plugins.Host.CallTool(await plugins.Host.NewAgent(), "prefix_apart", new { });

        Assert.StartsWith("set: ", answer, StringComparison.Ordinal);
        Assert.NotEqual($"set: {Environment.ProcessId}", answer);
    }

    private async Task<string[]> Platforms() =>
        [.. (await plugins.Host.Grains.GetGrain<IPlatformDirectoryGrain>("default/platforms").ListPlatforms())
            .Select(platform => platform.Name)];

    private async Task<string[]> Tools() =>
        [.. (await plugins.Host.Grains.GetGrain<IToolCatalogWorker>("default/tools").List()).Select(tool => tool.Name)];
}
