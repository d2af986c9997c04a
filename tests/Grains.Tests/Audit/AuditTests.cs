using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Npgsql;
using Sanctum.Agents;
using Sanctum.Queues;
using Sanctum.Testing;

namespace Sanctum.Audit;

[Collection(HostSuite.Name)]
public sealed class AuditTests(SanctumHost host)
{
    [Fact]
    public async Task A_tool_run_is_one_entry_with_who_what_how_long_and_its_arguments_masked()
    {
        var agent = await host.NewAgent();
        await RunTool(
            agent, "reading_list_add",
            new() { ["title"] = "Middlemarch, password=hunter2hunter2", ["apiKey"] = "sk-1234567890" });

        var entry = Assert.Single(await Of(agent));

        Assert.Equal((AuditActions.ToolExecute, "tool/reading_list_add", "invalid"), (entry.Action, entry.Target, entry.Result));
        var details = JsonElement.Parse(entry.Details);
        Assert.Equal("Middlemarch, password=[REDACTED]", details.GetProperty("arguments").GetProperty("title").GetString());
        Assert.Equal("[REDACTED]", details.GetProperty("arguments").GetProperty("apiKey").GetString());
        Assert.Contains("apiKey", details.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(details.GetProperty("durationMs").GetDouble() >= 0);
        Assert.Equal(1, await host.Count($"select count(*) from tool_run where agent = '{agent}' " +
            $"and call_id = '{details.GetProperty("callId").GetString()}'"));
    }

    [Fact]
    public async Task A_tool_that_a_policy_denies_is_blocked_and_in_the_log()
    {
        var agent = await NewAgent(tools: ["current_time"]);

        await RunTool(agent, "calculate", new() { ["expression"] = "1+1" });

        var entry = Assert.Single(await Of(agent));
        Assert.Equal(("tool/calculate", "blocked"), (entry.Target, entry.Result));
        Assert.Contains(
            "may not use", JsonElement.Parse(entry.Details).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_without_tools_leaves_no_entry()
    {
        var agent = await host.NewAgent();

        await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), "hello"));

        Assert.Empty(await Of(agent));
    }

    [Fact]
    public async Task A_turn_that_a_policy_refuses_is_in_the_log()
    {
        var agent = await host.NewAgent();
        var session = SanctumHost.NewSession();
        using (var held = host.Model.Hold($"wait {session}"))
        {
            var running = await host.Send(agent, session, $"wait {session}");
            await Eventually.True(() => Task.FromResult(host.Model.Asked.Contains($"wait {session}")));
            var waiting = await host.Send(agent, session, "after retirement");
            await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Retire();
            held.Release();
            await host.Ended(agent, running);
            await host.Ended(agent, waiting);
        }

        var entry = Assert.Single(await Of(agent));
        Assert.Equal(
            (AuditActions.ConversationSend, $"session/{session}", AuditResults.Blocked),
            (entry.Action, entry.Target, entry.Result));
        Assert.Contains("retired", entry.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xD83D)] // half of a character
    public async Task What_a_model_writes_never_keeps_a_turn_from_its_end(int character)
    {
        var (agent, text, number) = (await host.NewAgent(), $"a{(char)character}b", double.MaxValue);

        var item = await RunTool(
            agent, "calculate", new() { [text] = number, ["list"] = Enumerable.Repeat(text, 20_000).ToArray() });

        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.True(Assert.Single(await Of(agent)).Details.Length < 32 * 1_024);
    }

    [Theory]
    [InlineData("update audit_entry set result = 'ok' where actor = 'agent/{0}'")]
    [InlineData("delete from audit_entry where actor = 'agent/{0}'")]
    [InlineData("truncate audit_entry")]
    public async Task The_database_keeps_every_entry_as_it_is(string sql)
    {
        var agent = await host.NewAgent();
        await RunTool(agent, "calculate", new() { ["expression"] = "1+1" });

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            host.Execute(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, agent)));

        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
        Assert.Equal("ok", Assert.Single(await Of(agent)).Result);
    }

    [Fact]
    public async Task The_log_is_read_by_time_in_pages_and_both_ways()
    {
        var audit = host.Grains.GetGrain<IAuditGrain>("pages/audit");
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var entries = Enumerable.Range(0, 5).Select(n => start.AddMinutes(n)).Select(time => new AuditEntry(
            Guid.CreateVersion7(time), time, "operator/test", "agent.retire", "agent/ada", "ok", "{}")).ToArray();
        foreach (var entry in entries.Concat(entries)) // written again is written once
            await audit.Record(entry);
        var all = new AuditQuery(null, null, null, null, null, null, OldestFirst: false, Limit: 10);

        var newest = await audit.List(all with { Limit = 2 });
        var next = await audit.List(all with { Limit = 2, After = newest[^1].Id });
        var between = await audit.List(all with { OldestFirst = true, Since = start.AddMinutes(1), Until = start.AddMinutes(3) });

        Assert.Equal(entries.Reverse().Select(entry => entry.Id), (await audit.List(all)).Select(entry => entry.Id));
        Assert.Equal(entries[4], (await audit.List(all with { Limit = 1 }))[0] with { Seal = null });
        Assert.Equal([entries[4].Id, entries[3].Id, entries[2].Id, entries[1].Id], newest.Concat(next).Select(entry => entry.Id));
        Assert.Equal([entries[1].Id, entries[2].Id], between.Select(entry => entry.Id));
        Assert.Empty(await audit.List(all with { Target = "agent/bob" }));
    }

    [Fact]
    public async Task The_log_is_searched_by_result_address_and_the_beginning_of_the_object()
    {
        var audit = host.Grains.GetGrain<IAuditGrain>($"t-{Guid.NewGuid():N}/audit");
        await Write("queue/ada", "ok", "192.0.2.1");
        await Write("queue/ada/1", "refused", "192.0.2.1");
        await Write("queue/bob", "refused", "2001:db8::1");
        var all = new AuditQuery(null, null, null, null, null, null, OldestFirst: true, Limit: 10);

        Assert.Equal(["queue/ada", "queue/ada/1"], await Found(all with { TargetPrefix = "queue/ada" }));
        Assert.Equal(["queue/ada/1", "queue/bob"], await Found(all with { Result = "refused" }));
        Assert.Equal(["queue/ada"], await Found(all with { Result = "ok" }));
        Assert.Equal(["queue/bob"], await Found(all with { Address = "2001:db8::1" }));
        Assert.Equal(
            ["queue/ada/1"], await Found(all with { Address = "192.0.2.1", Result = "refused", TargetPrefix = "queue/" }));

        Task Write(string target, string result, string address) => audit.Record(
            AuditEntry.At(DateTimeOffset.UtcNow, "operator/test", "test", target, result, "{}") with { Address = address });

        async Task<string[]> Found(AuditQuery query) => [.. (await audit.List(query)).Select(entry => entry.Target)];
    }

    private async Task<ImmutableArray<AuditEntry>> Of(string agent) =>
        await host.Grains.GetGrain<IAuditGrain>("default/audit").List(
        new AuditQuery(null, $"agent/{agent}", null, null, null, null, OldestFirst: true, Limit: 100));

    private async Task<QueueItem> RunTool(string agent, string tool, Dictionary<string, object?> arguments)
    {
        var question = $"run {Guid.NewGuid()}";
        host.Model.On(question, (messages, _) => Task.FromResult(messages.Any(message => message.Role == ChatRole.Tool)
            ? new ChatResponseUpdate(ChatRole.Assistant, "done")
            : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("1", tool, arguments)])));
        return await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), question));
    }

    private async Task<string> NewAgent(ImmutableArray<string> tools)
    {
        var name = $"a-{Guid.NewGuid():N}"[..20];
        await host.Grains.GetGrain<IAgentGrain>($"default/{name}").Create(new AgentDefinition(
            name, name, "", new AgentPersonality("A test."), new AgentCapabilities("scripted/test", Tools: tools), []));
        return name;
    }
}
