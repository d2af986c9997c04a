using Sanctum.Schemas;
using Sanctum.Testing;

namespace Sanctum.Tools;

[Collection(HostSuite.Name)]
public sealed class ToolRunTests(SanctumHost host) : IDisposable
{
    private readonly List<GatedTool> _tools = [];

    public void Dispose() => _tools.ForEach(tool => tool.Open());

    [Fact]
    public async Task A_tool_that_sleeps_past_its_limit_is_stopped_and_the_log_says_so()
    {
        var (agent, tool) = (await host.NewAgent(), NewTool(ToolEffects.None, TimeSpan.FromMilliseconds(50)));
        var id = Guid.CreateVersion7();

        await Run(id).Begin(Request(agent, tool));
        var run = await Ended(id);

        Assert.Equal(ToolStatus.Timeout, run.Result!.Status);
        Assert.Equal(
            1, await host.Count($"select count(*) from audit_entry where object = 'tool/{tool.Name}' and result = 'timeout'"));
    }

    [Fact]
    public async Task A_tool_that_computes_for_ever_holds_neither_its_limit_nor_its_grain()
    {
        using var tool = new BusyTool();
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        var id = Guid.CreateVersion7();

        await Run(id).Begin(new ToolRunRequest(await host.NewAgent(), tool.Name, "{}", SessionId: null, "operator/test"));

        Assert.Equal(ToolStatus.Timeout, (await Ended(id)).Result!.Status);
    }

    [Theory]
    [InlineData(ToolEffects.Unrepeatable, true, ToolStatus.Interrupted, 0)]
    [InlineData(ToolEffects.Unrepeatable, false, ToolStatus.Ok, 1)]
    [InlineData(ToolEffects.Idempotent, true, ToolStatus.Ok, 1)]
    public async Task What_a_crash_has_left_is_taken_up_and_never_repeated_where_it_cannot_be(
        ToolEffects effects, bool wasStarted, ToolStatus status, int runs)
    {
        var (agent, tool, id) = (await host.NewAgent(), NewTool(effects), Guid.CreateVersion7());
        tool.Open();

        await host.Execute(
            $$"""
            insert into tool_request (tenant, id, agent, tool, arguments, requested_by, due_at, started_at)
            values ('default', '{{id}}', '{{agent}}', '{{tool.Name}}', '{}', 'operator/test', now(), {{(wasStarted ? "now()" : "null")}})
            """);
        var run = await Ended(id);

        Assert.Equal(status, run.Result!.Status);
        Assert.Equal(runs, tool.Runs.Count);
        Assert.Equal(1, await host.Count($"select count(*) from audit_entry where details->>'callId' = 'run_{id:N}'"));
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_a_lease_is_run_once()
    {
        var (agent, tool, id) = (await host.NewAgent(), NewTool(ToolEffects.None), Guid.CreateVersion7());
        await Run(id).Begin(Request(agent, tool));

        await Eventually.True(async () => await host.Count(
            $"select count(*) from tool_request where id = '{id}' and due_at > requested_at + interval '6 seconds'") == 1);
        tool.Open();

        Assert.Equal(ToolStatus.Ok, (await Ended(id)).Result!.Status);
        Assert.Single(tool.Runs);
    }

    [Fact]
    public async Task At_most_four_tools_of_an_agent_run_at_once_and_the_others_wait()
    {
        var (agent, other, tool) = (await host.NewAgent(), await host.NewAgent(), NewTool(ToolEffects.None));
        var ids = Enumerable.Range(0, 7).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids)
            await Run(id).Begin(Request(agent, tool));
        await Eventually.True(() => Task.FromResult(tool.Runs.Count == 4));
        var free = NewTool(ToolEffects.None);
        free.Open();
        var unhindered = Guid.CreateVersion7();

        await Run(unhindered).Begin(Request(other, free));
        await Ended(unhindered);
        tool.Open();

        foreach (var id in ids)
            Assert.Equal(ToolStatus.Ok, (await Ended(id)).Result!.Status);
        Assert.Equal(4, tool.Runs.Max(run => run.AtOnce));
        Assert.Equal(7, tool.Runs.Count);
    }

    private GatedTool NewTool(ToolEffects effects, TimeSpan? timeLimit = null)
    {
        var tool = new GatedTool($"gated_{Guid.NewGuid():N}", effects, timeLimit);
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        _tools.Add(tool);
        return tool;
    }

    private static ToolRunRequest Request(string agent, GatedTool tool) =>
        new(agent, tool.Name, "{}", SessionId: null, "operator/test");

    private IToolRunGrain Run(Guid id) => host.Grains.GetGrain<IToolRunGrain>($"default/{id}");

    private Task<ToolRun> Ended(Guid id) => Eventually.Get(() => Run(id).Get(), run => run.Result is not null)!;
}
