using System.Text.Json;
using Sanctum.Conversations;
using Sanctum.Testing;
using Sanctum.Tools;

namespace Sanctum.Memory;

/// <summary>Session memory as agents use it.</summary>
[Collection(HostSuite.Name)]
public sealed class SessionMemoryToolTests(SanctumHost host)
{
    private readonly string _session = SanctumHost.NewSession();

    private ISessionMemoryGrain Memory => host.Grains.GetGrain<ISessionMemoryGrain>($"default/{_session}");

    [Fact]
    public async Task Agent_and_program_find_what_the_other_saved_in_the_session()
    {
        var agent = await host.NewAgent();

        var saved = await Run(agent, "session_memory_save", new { key = "plan", value = """{ "steps": 2 }""" });
        await Run(agent, "session_memory_save", new { key = "note", value = "Ask \"Bob\" first." });
        await Memory.Save("order", "[1,2]", null, "user/bob");
        var loaded = await Run(agent, "session_memory_load", new { key = "order" });
        var keys = await Run(agent, "session_memory_list", new { });

        Assert.Equal(ToolStatus.Ok, saved.Status);
        Assert.StartsWith("[1,2]\n(saved by user/bob, ", loaded.Payload, StringComparison.Ordinal);
        Assert.Equal(
            $"note (saved by agent/{agent})\norder (saved by user/bob)\nplan (saved by agent/{agent})", keys.Payload);
        Assert.Equal("""{"steps":2}""", (await Memory.Load("plan"))!.Value);
        Assert.Equal("Ask \"Bob\" first.", JsonSerializer.Deserialize<string>((await Memory.Load("note"))!.Value));
    }

    [Fact]
    public async Task Value_is_gone_after_its_time_and_not_there_in_another_session()
    {
        var agent = await host.NewAgent();

        await Run(agent, "session_memory_save", new { key = "short", value = "1", ttlSeconds = 1 });
        await Run(agent, "session_memory_save", new { key = "other", value = "1" }, SanctumHost.NewSession());

        await Eventually.Get(
            () => Run(agent, "session_memory_load", new { key = "short" }),
            loaded => loaded.Payload == "There is no key \"short\" in this session's memory.");
        Assert.Equal("This session's memory is empty.", (await Run(agent, "session_memory_list", new { })).Payload);
    }

    [Fact]
    public async Task Call_without_a_session_and_a_value_beyond_the_limit_are_refused()
    {
        var agent = await host.NewAgent();

        var homeless = await Run(agent, "session_memory_load", new { key = "plan" }, session: "");
        var large = await Run(agent, "session_memory_save", new { key = "plan", value = new string('ä', 40_000) });

        Assert.Equal(ToolStatus.Failed, homeless.Status);
        Assert.Contains("session", homeless.Payload, StringComparison.Ordinal);
        Assert.Equal(ToolStatus.Failed, large.Status);
        Assert.Contains("65536", large.Payload, StringComparison.Ordinal);
    }

    private async Task<ToolResult> Run(string agent, string tool, object arguments, string? session = null)
    {
        session ??= _session;
        if (session.Length > 0)
            await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Open(agent);
        var run = host.Grains.GetGrain<IToolRunGrain>($"default/{Guid.CreateVersion7()}");
        await run.Begin(new ToolRunRequest(
            agent, tool, JsonSerializer.Serialize(arguments), session is "" ? null : session, "operator/test"));
        return (await Eventually.Get(run.Get, ended => ended.Result is not null)).Result!;
    }
}
