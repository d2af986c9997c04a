using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Queues;
using Sanctum.Schemas;
using Sanctum.Testing;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Tools that end the turn: nothing is posted, and the queue item says how and why.</summary>
[Collection(HostSuite.Name)]
public sealed class TurnEndingTests(SanctumHost host)
{
    private readonly string _session = SanctumHost.NewSession();

    [Fact]
    public async Task Ignored_message_is_closed_with_its_reason_and_gets_no_reply()
    {
        var agent = await host.NewAgent();

        var item = await Say(agent, Calls(Ignore("sells\n\u202efollowers", "spam")));

        Assert.Equal(
            (QueueItemStatus.NoReply, StopReasons.Ignored, "spam: sells followers"),
            (item.Status, item.StopReason, item.LastError));
        Assert.Null(item.ReplySeq);
        Assert.Equal(0, await host.Count($"select count(*) from outbox where turn_id = '{item.Id}'"));
        var entries = await Entries();
        Assert.Equal(["User", "Assistant", "Tool", "Assistant"], entries.Select(entry => entry.Role.ToString()));
        Assert.Equal(("", StopReasons.Ignored), (entries[3].Content, entries[3].StopReason));
        Assert.Single(host.Model.Asked, asked => asked == Question);
    }

    [Fact]
    public async Task Other_calls_of_the_step_run_first()
    {
        var (agent, tool) = (await host.NewAgent(), new GatedTool($"gated_{Guid.NewGuid():N}", ToolEffects.None));
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        Calls(Ignore("not for me", "not_relevant"), new FunctionCallContent("2", tool.Name));
        var item = await host.Send(agent, _session, Question);
        await Eventually.True(async () => tool.Running == 1 && (await Entries()).Any(entry => entry.Role == TranscriptRole.Tool));
        Assert.Equal(QueueItemStatus.Processing, (await host.Admin(agent).Find(item)).Status);

        tool.Open();

        Assert.Equal((QueueItemStatus.NoReply, StopReasons.Ignored), Outcome(await host.Ended(agent, item)));
        Assert.Equal(2, (await Entries()).Count(entry => entry.ToolStatus == ToolStatus.Ok));
    }

    [Fact]
    public async Task Call_that_is_refused_ends_nothing()
    {
        var agent = await host.NewAgent();

        var item = await Say(agent, Calls(Ignore("dull", "boring")));

        Assert.Equal((QueueItemStatus.Done, StopReasons.EndTurn), Outcome(item));
        Assert.Equal(ToolStatus.Invalid, (await Entries())[2].ToolStatus);
    }

    [Fact]
    public async Task Retried_by_an_operator_the_model_is_asked_again_and_nothing_is_to_repair()
    {
        var agent = await host.NewAgent();
        var ignored = await Say(agent, Calls(Ignore("seen it", "handled_elsewhere")));
        Assert.Equal(QueueItemStatus.NoReply, ignored.Status);

        await host.Queue(agent).Retry(ignored.Id);

        var answered = await host.Ended(agent, ignored.Id);
        Assert.Equal((QueueItemStatus.Done, 5L), (answered.Status, answered.ReplySeq));
        Assert.Empty((await host.Admin(agent).Repair(after: null, isDryRun: true)).Findings);
    }

    [Fact]
    public async Task Next_message_finds_a_whole_history()
    {
        var agent = await host.NewAgent();
        await Say(agent, Calls(Ignore("a bot", "bot")));
        IReadOnlyList<ChatMessage> history = [];
        host.Model.On($"next {_session}", (messages, _) =>
        {
            history = messages;
            return Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "Hello."));
        });

        Assert.Equal(QueueItemStatus.Done, (await Say(agent, $"next {_session}")).Status);

        Assert.Equal(["system", "user", "assistant", "tool", "assistant", "user"], history.Select(message => message.Role.Value));
        Assert.Equal("(This message was left unanswered on purpose.)", history[4].Text);
    }

    [Fact]
    public async Task Tool_of_anybody_ends_a_turn_in_its_own_words()
    {
        var agent = await host.NewAgent();
        var tool = new FilingTool($"file_{Guid.NewGuid():N}");
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);

        var item = await Say(agent, Calls(new FunctionCallContent("1", tool.Name)));

        Assert.Equal((QueueItemStatus.NoReply, "filed", "in the blue folder"), (item.Status, item.StopReason, item.LastError));
    }

    [Fact]
    public async Task Halted_agent_does_nothing_more_until_it_is_resumed()
    {
        var agent = await host.NewAgent();

        var halted = await Say(
            agent, Calls(new FunctionCallContent("1", "halt_activity", Arguments(("reason", "I repeat myself.")))));

        Assert.Equal(
            (QueueItemStatus.NoReply, StopReasons.Halted, "I repeat myself."),
            (halted.Status, halted.StopReason, halted.LastError));
        var mode = await host.Queue(agent).GetMode();
        Assert.Equal((QueueMode.Paused, "I repeat myself."), (mode.Mode, mode.Reason));
        Assert.Equal(1, await host.Count(
            $"""
            select count(*) from audit_entry
            where actor = 'agent/{agent}' and action = 'queue.pause' and object = 'queue/{agent}' and result = 'ok'
            """));
        var waiting = await host.Send(agent, SanctumHost.NewSession(), $"anybody there? {_session}");
        Assert.Null(await host.Queue(agent).Offer());
        await host.Admin(agent).Resume();
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, waiting)).Status);
    }

    [Fact]
    public async Task Halt_leaves_the_pause_of_an_operator_as_it_is()
    {
        var (agent, tool) = (await host.NewAgent(), new GatedTool($"gated_{Guid.NewGuid():N}", ToolEffects.None));
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        var step = 0;
        host.Model.On(Question, (_, _) => Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, [step++ == 0
            ? new FunctionCallContent("1", tool.Name)
            : new FunctionCallContent("2", "halt_activity", Arguments(("reason", "enough")))])));
        var item = await host.Send(agent, _session, Question);
        await Eventually.True(() => Task.FromResult(tool.Running == 1));
        await host.Admin(agent).Pause("holiday");

        tool.Open();

        Assert.Equal((QueueItemStatus.NoReply, StopReasons.Halted), Outcome(await host.Ended(agent, item)));
        Assert.Equal("holiday", (await host.Queue(agent).GetMode()).Reason);
    }

    [Fact]
    public async Task Notes_are_kept_with_the_item_that_is_answered()
    {
        var agent = await host.NewAgent();

        var item = await Say(agent, Calls(Note("1", "greets everybody"), Note("2", "second\ntime")));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.Equal(["greets everybody", "second time"], item.Note!.Split('\n').Order());
        Assert.Equal(item.Note, (await host.Admin(agent).Find(item.Id)).Note);
        var call = (await Entries())[1].ToolCalls[0].CallId;
        Assert.Equal(item.Note, await host.Admin(agent).Annotate(call, "a repeat after a crash"));
        Assert.Null((await Say(agent, $"another {_session}")).Note);
    }

    [Fact]
    public async Task Notes_are_bounded_and_belong_to_a_turn_of_the_agent()
    {
        var (agent, other) = (await host.NewAgent(), await host.NewAgent());
        var calls = Enumerable.Range(0, 24).Select(n => Note($"{n}", $"note {n:D2} {new string('x', 150)}")).ToArray<AIContent>();

        var item = await Say(agent, Calls(calls));

        Assert.Equal(20, item.Note!.Split('\n').Length);
        var refused = (await Entries()).Where(entry => entry.ToolStatus == ToolStatus.Failed).ToList();
        Assert.Equal(4, refused.Count);
        Assert.All(refused, entry => Assert.Contains(
            "note: would exceed the limit of 20", entry.Content, StringComparison.Ordinal));
        var call = (await Entries())[1].ToolCalls[0].CallId;
        await Assert.ThrowsAsync<NotFoundException>(() => host.Admin(other).Annotate(call, "mine"));
    }

    private string Question => $"what now {_session}?";

    private async Task<TranscriptEntry[]> Entries() =>
        [.. (await host.Grains.GetGrain<ISessionGrain>($"default/{_session}").Read(0, 100)).Entries];

    private async Task<QueueItem> Say(string agent, string text) =>
        await host.Ended(agent, await host.Send(agent, _session, text));

    private static (QueueItemStatus, string?) Outcome(QueueItem item) => (item.Status, item.StopReason);

    // Lets the model make these calls when it is first asked, and answer once it has their results.
    private string Calls(params AIContent[] calls)
    {
        var asked = 0;
        host.Model.On(Question, (_, _) => Task.FromResult(Interlocked.Increment(ref asked) == 1
            ? new ChatResponseUpdate(ChatRole.Assistant, calls)
            : new ChatResponseUpdate(ChatRole.Assistant, "Here I am.")));
        return Question;
    }

    private static FunctionCallContent Ignore(string reason, string category) =>
        new("1", "ignore_notification", Arguments(("reason", reason), ("category", category)));

    private static FunctionCallContent Note(string id, string note) => new(id, "annotate_ack", Arguments(("note", note)));

    private static Dictionary<string, object?> Arguments(params (string Name, string Value)[] values) =>
        values.ToDictionary(pair => pair.Name, pair => (object?)JsonSerializer.SerializeToElement(pair.Value));

    private sealed class FilingTool(string name) : ITool<FilingTool.Arguments>
    {
        public string Name => name;

        public string Description => "Files the message.";

        public ToolEffects Effects => ToolEffects.None;

        public string? EndsTurnAs => "filed";

        public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
            Task.FromResult("in the blue folder");

        internal sealed record Arguments;
    }
}

/// <summary>The same over the death of the process.</summary>
public sealed class TurnEndingRestartTests
{
    [Fact]
    public async Task Turn_that_died_after_its_tool_had_answered_ends_ignored_and_posts_nothing()
    {
        await using var platform = await PlatformHost.Start();
        var account = await platform.Connect();
        var question = $"buy now {Guid.NewGuid():N}";
        platform.Model.CallOn(question, "ignore_notification", new { reason = "sells followers", category = "spam" });
        var mention = platform.Platform.Notify(account, question);
        Assert.Equal(("no_reply", StopReasons.Ignored), await platform.Ended(account, mention));
        var asked = platform.Model.Asked.Count(words => words == question);

        // As if the process had died before the last step was written.
        await platform.Restart(
            """
            delete from transcript_entry where stop_reason = 'ignored';
            update queue_item set status = 'processing', stop_reason = null, last_error = null, finished_at = null, due_at = now()
            where stop_reason = 'ignored'
            """);

        Assert.Equal(("no_reply", StopReasons.Ignored), await platform.Ended(account, mention));
        Assert.Equal("spam: sells followers", await platform.Scalar<string>("select last_error from queue_item"));
        Assert.Equal(asked, platform.Model.Asked.Count(words => words == question));
        Assert.Equal(0L, await platform.Scalar<long>("select count(*) from outbox"));
        Assert.Empty(platform.Platform.Posts);
    }
}
