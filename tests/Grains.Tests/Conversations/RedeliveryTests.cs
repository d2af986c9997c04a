using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Schemas;
using Sanctum.Testing;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Streams deliver at least once: what a worker is told twice under one lease happens once.</summary>
[Collection(HostSuite.Name)]
public sealed class RedeliveryTests(SanctumHost host)
{
    [Fact]
    public async Task A_turn_whose_tools_have_answered_goes_on_once()
    {
        var (agent, session, question) = (await host.NewAgent(), SanctumHost.NewSession(), $"resume {Guid.NewGuid()}");
        var goOn = new TaskCompletionSource();
        host.Model.On(question, async (messages, _) =>
        {
            if (!messages.Any(message => message.Role == ChatRole.Tool))
                return Call("calculate", new Dictionary<string, object?> { ["expression"] = "1+1" });
            await goOn.Task;
            return new ChatResponseUpdate(ChatRole.Assistant, "two");
        });
        var id = await host.Send(agent, session, question);
        await Eventually.True(() => Task.FromResult(host.Model.Asked.Count(asked => asked == question) == 2));

        var again = await Session(session).ResumeTurn(LeaseOf(agent, id, session));
        goOn.SetResult();

        Assert.Null(again);
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, id)).Status);
    }

    [Fact]
    public async Task A_tool_that_runs_is_neither_run_again_nor_said_to_have_been_cut_off()
    {
        var (agent, session, question) = (await host.NewAgent(), SanctumHost.NewSession(), $"start {Guid.NewGuid()}");
        var tool = new GatedTool($"gated_{Guid.NewGuid():N}", ToolEffects.Unrepeatable);
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        host.Model.On(question, (messages, _) => Task.FromResult(
            messages.Any(message => message.Role == ChatRole.Tool)
                ? new ChatResponseUpdate(ChatRole.Assistant, "done")
                : Call(tool.Name, [])));
        var id = await host.Send(agent, session, question);
        await Eventually.True(() => Task.FromResult(tool.Runs.Count == 1));

        var again = await Record.ExceptionAsync(
            () => Session(session).StartTool(LeaseOf(agent, id, session), tool.Runs.Single().CallId));
        tool.Open();

        Assert.IsType<ConflictException>(again);
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, id)).Status);
        Assert.Single(tool.Runs);
        Assert.Equal(
            ToolStatus.Ok, (await Session(session).Read(0, 10)).Entries.Single(entry => entry.ToolCallId is not null).ToolStatus);
    }

    private ISessionGrain Session(string session) => host.Grains.GetGrain<ISessionGrain>($"default/{session}");

    private static LeaseToken LeaseOf(string agent, Guid item, string session) =>
        new($"default/{agent}", item, session, Token: 1);

    private static ChatResponseUpdate Call(string tool, Dictionary<string, object?> arguments) =>
        new(ChatRole.Assistant, [new FunctionCallContent("1", tool, arguments)]);
}
