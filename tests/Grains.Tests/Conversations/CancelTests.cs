using Microsoft.Extensions.AI;
using Orleans.Core.Internal;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Schemas;
using Sanctum.Testing;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>A cancelled turn is closed in its transcript, and the next message is answered.</summary>
[Collection(HostSuite.Name)]
public sealed class CancelTests(SanctumHost host)
{
    private readonly string _session = SanctumHost.NewSession();

    [Fact]
    public async Task Turn_cancelled_while_its_tools_run_has_a_result_for_each_call_and_a_mark()
    {
        var (agent, tool) = (await host.NewAgent(), new GatedTool($"gated_{Guid.NewGuid():N}", ToolEffects.Unrepeatable));
        var item = await AskForTools(agent, tool, calls: 3);
        await Eventually.True(() => Task.FromResult(tool.Running > 0));

        Assert.Equal(1, await host.Queue(agent).Cancel(_session, "enough"));

        var ended = await host.Ended(agent, item);
        Assert.Equal(
            (QueueItemStatus.Cancelled, StopReasons.Cancelled, "enough"), (ended.Status, ended.StopReason, ended.LastError));
        var entries = await Entries();
        Assert.Equal(["User", "Assistant", "Tool", "Tool", "Tool", "Assistant"], entries.Select(entry => entry.Role.ToString()));
        Assert.Equal([1, 2, 3, 4, 5, 6], entries.Select(entry => entry.Seq));
        Assert.Equal(entries[1].ToolCalls.Select(call => call.CallId), entries[2..5].Select(entry => entry.ToolCallId!));
        Assert.All(entries[2..5], entry => Assert.Equal(ToolStatus.Interrupted, entry.ToolStatus));
        Assert.Equal(("", StopReasons.Cancelled, item), (entries[5].Content, entries[5].StopReason, entries[5].TurnId));
        Assert.Equal(0, await host.Count($"select count(*) from tool_run where turn_id = '{item}' and finished_at is null"));
        Assert.Equal(
            3,
            await host.Count($"select count(*) from audit_entry where object = 'tool/{tool.Name}' and result = 'interrupted'"));
    }

    [Fact]
    public async Task Result_that_comes_after_the_cancellation_is_not_written()
    {
        var (agent, tool) = (await host.NewAgent(), new StubbornTool($"stubborn_{Guid.NewGuid():N}"));
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        await AskFor(agent, tool.Name, calls: 1);
        await tool.Started;

        await host.Queue(agent).Cancel(_session, "enough");
        tool.Release();

        var next = await Say(agent, "go on");
        Assert.Equal(QueueItemStatus.Done, next.Status);
        var entries = await Entries();
        Assert.Equal([ToolStatus.Interrupted], entries.Select(entry => entry.ToolStatus).OfType<ToolStatus>());
        Assert.Equal(Enumerable.Range(1, 6).Select(n => (long)n), entries.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task Message_after_a_turn_that_was_cancelled_in_its_tools_is_sent_with_a_whole_history()
    {
        var (agent, tool) = (await host.NewAgent(), new GatedTool($"gated_{Guid.NewGuid():N}", ToolEffects.None));
        await AskForTools(agent, tool, calls: 2);
        await Eventually.True(() => Task.FromResult(tool.Running > 0));
        await host.Queue(agent).Cancel(_session, "enough");

        var history = await HistoryOf(agent);

        Assert.Equal(
            ["system", "user", "assistant", "tool", "tool", "assistant", "user"], history.Select(message => message.Role.Value));
        Assert.Equal("(The answer to this message was cancelled.)", history[5].Text);
        var calls = history[2].Contents.OfType<FunctionCallContent>().Select(call => call.CallId);
        Assert.Equal(
            calls,
            history.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.CallId));
    }

    [Fact]
    public async Task Turn_cancelled_while_the_model_answers_has_a_mark_and_the_next_message_is_answered()
    {
        var agent = await host.NewAgent();
        using var held = host.Model.Hold($"slow {_session}");
        var item = await host.Send(agent, _session, $"slow {_session}");
        await Eventually.True(() => Task.FromResult(host.Model.Asked.Contains($"slow {_session}")));

        await host.Queue(agent).Cancel(_session, "enough");

        Assert.Equal(QueueItemStatus.Cancelled, (await host.Ended(agent, item)).Status);
        Assert.Equal(
            [($"slow {_session}", null), ("", StopReasons.Cancelled)], (await Entries()).Select(
                entry => (entry.Content, entry.StopReason)));
        Assert.Equal(["system", "user", "assistant", "user"], (await HistoryOf(agent)).Select(message => message.Role.Value));
    }

    [Fact]
    public async Task Turn_cancelled_before_it_began_leaves_nothing_and_is_answered_when_it_is_retried()
    {
        var agent = await host.NewAgent();
        using var held = host.Model.Hold($"slow {_session}");
        var running = await host.Send(agent, _session, $"slow {_session}");
        var waiting = await host.Send(agent, _session, "behind it");
        await Eventually.True(() => Task.FromResult(host.Model.Asked.Contains($"slow {_session}")));

        Assert.Equal(2, await host.Queue(agent).Cancel(_session, "enough"));

        Assert.Equal(QueueItemStatus.Cancelled, (await host.Ended(agent, waiting)).Status);
        Assert.All(await Entries(), entry => Assert.Equal(running, entry.TurnId));
        await host.Queue(agent).Retry(waiting);
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, waiting)).Status);
        Assert.Equal("You said: behind it", (await Entries())[^1].Content);
    }

    [Fact]
    public async Task Turn_that_had_begun_is_answered_when_it_is_retried()
    {
        var agent = await host.NewAgent();
        using var held = host.Model.Hold($"slow {_session}");
        var item = await host.Send(agent, _session, $"slow {_session}");
        await Eventually.True(() => Task.FromResult(host.Model.Asked.Contains($"slow {_session}")));
        await host.Queue(agent).Cancel(_session, "enough");
        held.Release();

        await host.Queue(agent).Retry(item);

        var ended = await host.Ended(agent, item);
        Assert.Equal((QueueItemStatus.Done, 3L), (ended.Status, ended.ReplySeq));
        var repaired = await host.Admin(agent).Repair(after: null, isDryRun: true);
        Assert.Empty(repaired.Findings);
    }

    [Fact]
    public async Task Session_that_knows_nothing_of_the_turn_closes_it_all_the_same()
    {
        var (agent, tool) = (await host.NewAgent(), new GatedTool($"gated_{Guid.NewGuid():N}", ToolEffects.None));
        var item = await AskForTools(agent, tool, calls: 1);
        await Eventually.True(() => Task.FromResult(tool.Running > 0));
        // As after the death of its silo: another activation knows only what the rows say.
        await Session().AsReference<IGrainManagementExtension>().DeactivateOnIdle();

        Assert.Equal(1, await host.Queue(agent).Cancel(_session, "enough"));

        Assert.Equal(QueueItemStatus.Cancelled, (await host.Ended(agent, item)).Status);
        Assert.Equal([null, null, null, StopReasons.Cancelled], (await Entries()).Select(entry => entry.StopReason));
        Assert.Equal(QueueItemStatus.Done, (await Say(agent, "go on")).Status);
    }

    [Fact]
    public async Task Cancel_again_ends_nothing_and_writes_nothing()
    {
        var agent = await host.NewAgent();
        await Say(agent, "hello");

        Assert.Equal(0, await host.Queue(agent).Cancel(_session, "enough"));
        Assert.Equal(0, await host.Queue(agent).Cancel("nobody-has-this-session", "enough"));

        Assert.Equal(2, (await Entries()).Length);
    }

    [Fact]
    public async Task Item_that_an_older_build_cancelled_is_shown_as_cancelled_and_found_as_such()
    {
        var agent = await host.NewAgent();
        var (old, silent) = ((await Say(agent, "one")).Id, (await Say(agent, "two")).Id);
        await host.Execute(
            $"update queue_item set status = 'no_reply', stop_reason = 'cancelled', reply_seq = null where id = '{old}'");
        await host.Execute(
            $"update queue_item set status = 'no_reply', stop_reason = 'no_reply', reply_seq = null where id = '{silent}'");

        Assert.Equal(
            [old],
            (await host.Queue(agent).List(QueueItemStatus.Cancelled, after: null, limit: 10)).Items.Select(item => item.Id));
        Assert.Equal(
            [silent],
            (await host.Queue(agent).List(QueueItemStatus.NoReply, after: null, limit: 10)).Items.Select(item => item.Id));
        Assert.Equal(
            [old, silent], (await host.Queue(agent).List(status: null, after: null, limit: 10)).Items.Select(item => item.Id));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => host.Admin(agent).Purge(new QueuePurge([QueueItemStatus.Cancelled], new QueueSelection())));
    }

    private ISessionGrain Session() => host.Grains.GetGrain<ISessionGrain>($"default/{_session}");

    private async Task<TranscriptEntry[]> Entries() => [.. (await Session().Read(0, 100)).Entries];

    private async Task<QueueItem> Say(string agent, string text) =>
        await host.Ended(agent, await host.Send(agent, _session, text));

    private async Task<Guid> AskForTools(string agent, GatedTool tool, int calls)
    {
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        return await AskFor(agent, tool.Name, calls);
    }

    private Task<Guid> AskFor(string agent, string tool, int calls)
    {
        var question = $"use {_session}";
        host.Model.On(question, (_, _) => Task.FromResult(new ChatResponseUpdate(
            ChatRole.Assistant, [.. Enumerable.Range(1, calls).Select(n => new FunctionCallContent($"{n}", tool))])));
        return host.Send(agent, _session, question);
    }

    // What the model is sent with the next message.
    private async Task<IReadOnlyList<ChatMessage>> HistoryOf(string agent)
    {
        IReadOnlyList<ChatMessage> history = [];
        var question = $"and now {_session}?";
        host.Model.On(question, (messages, _) =>
        {
            history = messages;
            return Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "Fine."));
        });
        Assert.Equal(QueueItemStatus.Done, (await Say(agent, question)).Status);
        return history;
    }

    /// <summary>A tool that does not hear that it is cancelled.</summary>
    private sealed class StubbornTool(string name) : ITool<GatedTool.Arguments>
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => name;

        public string Description => "Waits for the test, whatever happens.";

        public ToolEffects Effects => ToolEffects.None;

        public TimeSpan TimeLimit => TimeSpan.FromMinutes(1);

        public Task Started => _started.Task;

        public void Release() => _gate.TrySetResult();

        public async Task<string> Invoke(GatedTool.Arguments arguments, ToolContext context, CancellationToken cancellationToken)
        {
            _started.TrySetResult();
            await _gate.Task;
            return "late";
        }
    }
}
