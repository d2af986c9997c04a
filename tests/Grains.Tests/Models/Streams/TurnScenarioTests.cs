using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Testing.Models;
using Sanctum.Tools;
using static Sanctum.Models.Answers;

namespace Sanctum.Models.Streams;

/// <summary>Whole turns with the answers of the field: what is run, what is kept, and what the model is sent next.</summary>
public sealed class TurnScenarioTests(ServedHost served) : IClassFixture<ServedHost>
{
    private SanctumHost Host => served.Host;

    [Theory]
    [InlineData("finish-twice", 1)]
    [InlineData("finish-each", 2)]
    [InlineData("index0", 2)]
    [InlineData("index0-fragments", 2)]
    [InlineData("args-object", 1)]
    [InlineData("type-empty", 1)]
    public async Task Every_call_is_run_once(string scenario, int calls)
    {
        var (agent, session) = (await served.NewAgent(scenario, "calculate"), SanctumHost.NewSession());

        var item = await Host.Ended(agent, await Host.Send(agent, session, "6 * 7 and 2 + 3?"));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        var results = (await served.Entries(session)).Where(entry => entry.ToolStatus is not null).ToArray();
        Assert.Equal(calls, results.Length);
        Assert.All(results, result => Assert.Equal(ToolStatus.Ok, result.ToolStatus));
    }

    [Theory]
    [InlineData("name-dotted", "functions.calculate")]
    [InlineData("name-empty", "")]
    public async Task Wrong_name_is_answered_with_the_tools_that_the_agent_has(string scenario, string name)
    {
        var (agent, session) = (await served.NewAgent(scenario, "calculate", "current_time"), SanctumHost.NewSession());

        await Host.Ended(agent, await Host.Send(agent, session, "6 * 7?"));
        var item = await Host.Ended(agent, await Host.Send(agent, session, $"and now {agent}?"));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        var result = (await served.Entries(session)).First(entry => entry.ToolStatus is not null);
        Assert.Equal(
            (ToolStatus.Invalid, $"There is no tool '{name}'. There are: calculate, current_time."),
            (result.ToolStatus, result.Content));
        var sent = served.RequestsWith($"and now {agent}?")[0];
        var call = sent.Messages.First(message => message.TryGetProperty("tool_calls", out _));
        Assert.Matches(
            "^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$",
            call.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.True(call.TryGetProperty("content", out _));
    }

    [Fact]
    public async Task Half_a_character_reaches_memory_as_a_replacement()
    {
        var (agent, session) = (await served.NewAgent("memory-surrogate", "memory_append"), SanctumHost.NewSession());

        await Host.Ended(agent, await Host.Send(agent, session, "Bob likes tea."));

        Assert.Equal(ToolStatus.Ok, (await served.Entries(session)).Single(entry => entry.ToolStatus is not null).ToolStatus);
        var blocks = await Host.Grains.GetGrain<Memory.IMemoryGrain>($"default/{agent}").GetBlocks();
        Assert.Contains(
            "Bob \uFFFD likes tea", blocks.Single(block => block.Label == "bug-humans").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_after_a_failed_one_is_sent_in_turns()
    {
        var (agent, session) = (await served.NewAgent("finish-never"), SanctumHost.NewSession());
        served.Server.Then(LoopbackModelServer.Play("error-in-stream"));
        var failed = await Host.Ended(agent, await Host.Send(agent, session, "first"));

        var item = await Host.Ended(agent, await Host.Send(agent, session, $"second {agent}"));

        Assert.Equal((QueueItemStatus.Error, ErrorClass.Permanent, 1), (failed.Status, failed.LastErrorClass, failed.Attempts));
        Assert.Contains("quota exceeded for this project", failed.LastError, StringComparison.Ordinal);
        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.Equal(["system", "user", "assistant", "user"], served.RequestsWith($"second {agent}").Single().Roles);
    }

    [Fact]
    public async Task Answer_that_cannot_be_used_is_asked_for_once()
    {
        var agent = await served.NewAgent("finish-never");
        served.Server.Then(LoopbackModelServer.Refuse(200, """{"result":"nonsense"}"""));

        var item = await Host.Ended(agent, await Host.Send(agent, SanctumHost.NewSession(), $"once {agent}"));

        Assert.Equal((QueueItemStatus.Error, ErrorClass.Permanent), (item.Status, item.LastErrorClass));
        Assert.Contains("nonsense", item.LastError, StringComparison.Ordinal);
        Assert.Single(served.RequestsWith($"once {agent}"));
    }

    [Fact]
    public async Task Thoughts_stay_with_the_step_and_reach_nobody()
    {
        var (agent, session) = (await served.NewAgent("think"), SanctumHost.NewSession());

        await Host.Ended(agent, await Host.Send(agent, session, "hello"));

        Assert.Equal("Hello there", (await served.Entries(session))[^1].Content);
        Assert.Null((await served.Entries(session))[^1].ModelData);
        Assert.Equal(1, await Host.Count(
            $"select count(*) from transcript_entry where session_id = '{session}' and model_data like '%secret Y%'"));
        Assert.Equal(0, await Host.Count($"select count(*) from outbox where session_id = '{session}' and body like '%secret%'"));
    }

    [Fact]
    public async Task Fields_of_the_provider_come_back_with_the_call()
    {
        var (agent, session) = (await served.NewAgent("finish-never", "calculate"), SanctumHost.NewSession());
        served.Server.Then(LoopbackModelServer.Stream(
            Chunk("""{"role":"assistant","reasoning_content":"I should "}"""), Chunk("""{"reasoning_content":"add."}"""),
            Chunk("""{"tool_calls":[{"index":0,"id":"a","extra_content":{"google":{"thought_signature":"c2ln"}},"function":{"name":"calculate","arguments":"{\"expression\":\"1+1\"}"}}]}"""),
            Chunk("{}", "tool_calls"), "data: [DONE]"));

        await Host.Ended(agent, await Host.Send(agent, session, $"add {agent}"));

        var said = served.RequestsWith($"add {agent}")[1].Messages.Single(
            message => message.GetProperty("role").GetString() == "assistant");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, said.GetProperty("content").ValueKind);
        Assert.Equal("I should add.", said.GetProperty("reasoning_content").GetString());
        Assert.Equal("c2ln", said.GetProperty("tool_calls")[0].GetProperty("extra_content").GetProperty("google")
            .GetProperty("thought_signature").GetString());
    }

    [Fact]
    public async Task Context_that_is_too_long_is_sent_again_with_less()
    {
        var (agent, session) = (await served.NewAgent("finish-never"), SanctumHost.NewSession());
        var tooLong = LoopbackModelServer.Refuse(
            400, """{"error":{"message":"This model's maximum context length is exceeded.","code":"context_length_exceeded"}}""");
        await Host.Ended(agent, await Host.Send(agent, session, new string('x', 30_000)));
        served.Server.Then(tooLong);

        var item = await Host.Ended(agent, await Host.Send(agent, session, $"hi {agent}"));
        var next = await Host.Ended(agent, await Host.Send(agent, session, $"again {agent}"));

        Assert.Equal((QueueItemStatus.Done, QueueItemStatus.Done), (item.Status, next.Status));
        var sent = served.RequestsWith($"hi {agent}");
        Assert.Equal((30_000, false), (sent[0].Messages[1].GetProperty("content").GetString()!.Length,
            sent[1].Body.Contains("xxxxx", StringComparison.Ordinal)));
        Assert.DoesNotContain("xxxxx", served.RequestsWith($"again {agent}").Single().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_that_is_itself_too_long_fails_and_the_next_one_does_not()
    {
        var (agent, session) = (await served.NewAgent("usage-nulls"), SanctumHost.NewSession());
        var tooLong = LoopbackModelServer.Refuse(400, """{"error":{"message":"This model's maximum context length is 100 tokens. However, you requested 10000 tokens.","code":400}}""");
        served.Server.Then(tooLong);
        var failed = await Host.Ended(agent, await Host.Send(agent, session, new string('y', 30_000)));

        var item = await Host.Ended(agent, await Host.Send(agent, session, $"hi {agent}"));

        Assert.Equal((QueueItemStatus.Error, QueueItemStatus.Done), (failed.Status, item.Status));
        Assert.Contains("maximum context length", failed.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("yyyyy", served.RequestsWith($"hi {agent}").Single().Body, StringComparison.Ordinal);
    }
}
