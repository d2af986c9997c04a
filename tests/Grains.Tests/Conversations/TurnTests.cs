using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Schemas;
using Sanctum.Testing;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

[Collection(HostSuite.Name)]
public sealed class TurnTests(SanctumHost host)
{
    [Fact]
    public async Task A_message_becomes_one_reply_one_row_and_one_post()
    {
        var agent = await host.NewAgent();
        var session = SanctumHost.NewSession();

        var item = await host.Ended(agent, await host.Send(agent, session, "hello"));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        var page = await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(0, 10);
        Assert.Equal(["hello", "You said: hello"], page.Entries.Select(entry => entry.Content));
        Assert.Equal([1, 2], page.Entries.Select(entry => entry.Seq));
        await Eventually.True(
            async () => await host.Count($"select count(*) from sandbox_post where session_id = '{session}'") == 1);
    }

    [Fact]
    public async Task The_same_notification_twice_is_one_item()
    {
        var agent = await host.NewAgent();
        var session = SanctumHost.NewSession();

        var first = await host.Send(agent, session, "once", id: "n-1");
        var second = await host.Send(agent, session, "once", id: "n-1");

        Assert.Equal(first, second);
        await host.Ended(agent, first);
        Assert.Equal(1, await host.Count($"select count(*) from queue_item where session_id = '{session}'"));
    }

    [Fact]
    public async Task Messages_of_one_session_are_answered_in_order()
    {
        var agent = await host.NewAgent();
        var session = SanctumHost.NewSession();
        var last = Guid.Empty;
        foreach (var i in Enumerable.Range(0, 20))
            last = await host.Send(agent, session, $"order-{session}-{i:00}");

        await host.Ended(agent, last);

        var asked = host.Model.Asked.Where(text => text.StartsWith($"order-{session}", StringComparison.Ordinal)).ToList();
        Assert.Equal(asked.Order(StringComparer.Ordinal), asked);
        Assert.Equal(20, asked.Count);
    }

    [Fact]
    public async Task An_item_whose_worker_never_came_is_offered_again()
    {
        var agent = await host.NewAgent();
        var session = SanctumHost.NewSession();
        var lease = new LeaseToken($"default/{agent}", Guid.CreateVersion7(), session, Token: 1);
        var conversation = host.Grains.GetGrain<ISessionGrain>($"default/{session}");

        Assert.NotNull(await conversation.Receive(
            lease, new Notification(
                "n-1", session, "sandbox", "test", "tester", "hello", QueuePriority.Normal, DateTimeOffset.UtcNow)));

        var item = await host.Ended(agent, lease.ItemId);
        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.Equal([1, 2], (await conversation.Read(0, 10)).Entries.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_transient_failure_is_tried_again()
    {
        var agent = await host.NewAgent();
        var failures = 0;
        host.Model.On("flaky", (_, _) => ++failures < 3
            ? throw new DependencyException("scripted", "is busy", ErrorClass.Transient)
            : Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "at last")));

        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), "flaky"));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.Equal(2, item.Attempts);
    }

    [Fact]
    public async Task A_permanent_failure_ends_in_error_and_a_retry_by_an_operator_runs_it_again()
    {
        var agent = await host.NewAgent();
        var isBroken = true;
        host.Model.On("broken", (_, _) => isBroken
            ? throw new DependencyException("scripted", "the key is wrong", ErrorClass.Permanent)
            : Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "mended")));
        var id = await host.Send(agent, SanctumHost.NewSession(), "broken");
        var failed = await host.Ended(agent, id);
        isBroken = false;

        await host.Queue(agent).Retry(id);
        var done = await host.Ended(agent, id);

        Assert.Equal((QueueItemStatus.Error, ErrorClass.Permanent), (failed.Status, failed.LastErrorClass));
        Assert.Contains("the key is wrong", failed.LastError, StringComparison.Ordinal);
        Assert.Equal(QueueItemStatus.Done, done.Status);
    }

    [Theory]
    [InlineData("", "😀")]
    [InlineData("a", "😀")]
    [InlineData("\0", "b")]
    public async Task A_failure_is_recorded_whatever_its_message_holds(string start, string rest)
    {
        var agent = await host.NewAgent();
        var question = $"odd failure {Guid.NewGuid()}";
        host.Model.On(question, (_, _) =>
            throw new DependencyException(
                "scripted", start + string.Concat(Enumerable.Repeat(rest, 2_000)), ErrorClass.Permanent));

        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), question));

        Assert.Equal((QueueItemStatus.Error, ErrorClass.Permanent), (item.Status, item.LastErrorClass));
        Assert.Equal(1, host.Model.Asked.Count(asked => asked == question));
    }

    [Theory]
    [InlineData(0, "good\uFFFD morning")]
    [InlineData(0xD83D, "good\uFFFD morning")]
    public async Task A_reply_that_no_row_can_hold_is_given_as_far_as_one_can(int odd, string kept)
    {
        var agent = await host.NewAgent();
        var question = $"odd reply {Guid.NewGuid()}";
        var session = SanctumHost.NewSession();
        host.Model.On(
            question, (_, _) => Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, $"good{(char)odd} morning")));

        var item = await host.Ended(agent, await host.Send(agent, session, question));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.Equal(kept, (await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(1, 1)).Entries.Single().Content);
    }

    [Fact]
    public async Task Attempts_are_bounded()
    {
        var agent = await host.NewAgent();
        host.Model.On("hopeless", (_, _) => throw new DependencyException("scripted", "is busy", ErrorClass.Transient));

        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), "hopeless"));

        Assert.Equal((QueueItemStatus.Error, 3), (item.Status, item.Attempts));
    }

    [Fact]
    public async Task Cancel_reaches_the_running_model_call_and_ends_what_waits_behind_it()
    {
        var agent = await host.NewAgent();
        var session = SanctumHost.NewSession();
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        host.Model.On("slow", async (_, ct) =>
        {
            started.SetResult();
            await using var registration = ct.Register(() => stopped.SetResult());
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            throw new InvalidOperationException("never");
        });
        var running = await host.Send(agent, session, "slow");
        var waiting = await host.Send(agent, session, "behind it");
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));

        var ended = await host.Queue(agent).Cancel(session, "enough");

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(2, ended);
        foreach (var id in new[] { running, waiting })
            Assert.Equal(
                (QueueItemStatus.Cancelled, StopReasons.Cancelled),
                ((await host.Ended(agent, id)).Status, (await host.Ended(agent, id)).StopReason));
    }

    [Fact]
    public async Task Cancel_reaches_the_running_tool()
    {
        var (agent, session, question) = (await host.NewAgent(), SanctumHost.NewSession(), $"use {Guid.NewGuid()}");
        var tool = new GatedTool($"gated_{Guid.NewGuid():N}", ToolEffects.Unrepeatable);
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        host.Model.On(
            question,
            (_, _) => Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("1", tool.Name)])));
        var id = await host.Send(agent, session, question);
        await Eventually.True(() => Task.FromResult(tool.Running == 1));

        await host.Queue(agent).Cancel(session, "enough");

        await Eventually.True(() => Task.FromResult(tool.Running == 0));
        Assert.Equal(StopReasons.Cancelled, (await host.Ended(agent, id)).StopReason);
    }

    [Fact]
    public async Task A_turn_ends_at_max_steps_with_that_stop_reason()
    {
        var agent = await host.NewAgent(maxSteps: 2);
        host.Model.On("loop", (_, _) => Task.FromResult(new ChatResponseUpdate(
            ChatRole.Assistant, [new FunctionCallContent(
                "same id each time", "calculate", new Dictionary<string, object?> { ["expression"] = "1+1" })])));
        var session = SanctumHost.NewSession();

        var item = await host.Ended(agent, await host.Send(agent, session, "loop"));

        Assert.Equal((QueueItemStatus.Done, StopReasons.MaxSteps), (item.Status, item.StopReason));
        var page = await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(0, 100);
        Assert.Equal(2, page.Entries.Count(entry => entry.ToolStatus == Tools.ToolStatus.Ok));
        Assert.Equal("""{"expression":"1+1"}""", page.Entries.First(entry => !entry.ToolCalls.IsEmpty).ToolCalls[0].Arguments);
    }

    [Fact]
    public async Task A_model_that_wrote_arguments_that_are_no_json_is_told_and_the_turn_goes_on()
    {
        var agent = await host.NewAgent();
        var question = $"no json {Guid.NewGuid()}";
        var session = SanctumHost.NewSession();
        host.Model.On(question, (messages, _) => Task.FromResult(messages.Any(message => message.Role == ChatRole.Tool)
            ? new ChatResponseUpdate(ChatRole.Assistant, "sorry")
            : new ChatResponseUpdate(
                ChatRole.Assistant, [new FunctionCallContent("1", "calculate") { RawRepresentation = "{\"expression\": \0" }])));

        var item = await host.Ended(agent, await host.Send(agent, session, question));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        var entries = (await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(0, 10)).Entries;
        Assert.Equal("{\"expression\": \uFFFD", entries.Single(entry => entry.ToolCalls.Length > 0).ToolCalls[0].Arguments);
        var result = entries.Single(entry => entry.ToolCallId is not null);
        Assert.Equal(Tools.ToolStatus.Invalid, result.ToolStatus);
        Assert.Contains("not JSON", result.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_that_was_overtaken_commits_nothing()
    {
        var agent = await host.NewAgent();
        var session = SanctumHost.NewSession();
        var goOn = new TaskCompletionSource();
        var calls = 0;
        host.Model.On("overtaken", async (_, _) =>
        {
            // The first call ignores that it is cancelled, as a hung process would.
            if (++calls == 1)
                await goOn.Task;
            return new ChatResponseUpdate(ChatRole.Assistant, $"answer {calls}");
        });
        var id = await host.Send(agent, session, "overtaken");
        await Eventually.True(() => Task.FromResult(calls == 1));
        await using (var steal = host.Rows.CreateCommand(
            "update queue_item set lease_token = lease_token + 1, due_at = now() - interval '1 minute' where id = $1"))
        {
            steal.Parameters.AddWithValue(id);
            await steal.ExecuteNonQueryAsync();
        }

        var item = await host.Ended(agent, id);
        goOn.SetResult();

        Assert.Equal(QueueItemStatus.Done, item.Status);
        await Eventually.True(
            async () => await host.Count($"select count(*) from sandbox_post where session_id = '{session}'") == 1);
        Assert.Equal(
            1, await host.Count($"select count(*) from transcript_entry where session_id = '{session}' and role = 'assistant'"));
    }
}
