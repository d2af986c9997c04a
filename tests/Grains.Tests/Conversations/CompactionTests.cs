using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.AI;
using Orleans.Core.Internal;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Models;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Conversations;

public sealed class CompactionTests(CompactionTests.SteadyHost steady) : IClassFixture<CompactionTests.SteadyHost>
{
    private readonly SanctumHost _host = steady.Host;
    private const int Window = 4_000;
    private static readonly TokenCounter Counter = new();

    [Fact]
    public Task Agent_answers_60_messages_although_every_summary_fails() => AnswersEach(60);

    [Fact, Trait("Category", "Slow")]
    public Task Agent_answers_500_messages_although_every_summary_fails() => AnswersEach(500);

    [Fact]
    public async Task Oldest_entries_are_replaced_by_a_summary_and_the_transcript_keeps_them()
    {
        var (agent, session) = (await NewAgent(), SanctumHost.NewSession());
        var records = new ConcurrentQueue<string>();
        _host.Model.OnSummaryOf(agent, (messages, _) =>
        {
            records.Enqueue(messages[^1].Text);
            return Task.FromResult(new ChatResponseUpdate(
                ChatRole.Assistant, $"<think>Hm.</think>They spoke {records.Count} times of {agent}."));
        });

        await AnswerAll(agent, session, 40);

        var compactions = await Compactions(session);
        Assert.True(compactions.Count >= 2, $"{compactions.Count} compactions");
        Assert.Equal(records.Count, compactions.Count);
        Assert.All(compactions, one => Assert.Equal("summary", one.Method));
        Assert.Contains($"Earlier: They spoke 1 times of {agent}.", records.ElementAt(1), StringComparison.Ordinal);
        var context = await Explain(session);
        Assert.Equal(CompactionMethod.Summary, context.Compaction!.Method);
        Assert.Contains(
            $"They spoke {records.Count} times of {agent}.",
            context.Parts.First(part => part.Kind == ContextPartKind.Summary).Text,
            StringComparison.Ordinal);
        Assert.InRange(context.Tokens, 1, Window);
        Assert.DoesNotContain(context.Parts, part => part.Source == "1");
        Assert.Equal(
            Enumerable.Range(1, 80).Select(seq => (long)seq),
            (await Session(session).Read(0, 200)).Entries.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task Compaction_is_not_made_again_after_a_failed_call_or_in_a_new_activation()
    {
        var (agent, session) = (await NewAgent(), SanctumHost.NewSession());
        FailSummaries(agent);
        await AnswerAll(agent, session, 20);
        var before = (await Compactions(session)).Count;
        Assert.True(before > 0);
        await Session(session).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        var (failures, question) = (0, $"flaky {agent} {Long(agent)}");
        _host.Model.On(question, (_, _) => ++failures < 3
            ? throw new DependencyException("scripted", "is busy", ErrorClass.Transient)
            : Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "at last")));

        var context = await Explain(session);
        var item = await _host.Ended(agent, await _host.Send(agent, session, question));

        Assert.Equal((QueueItemStatus.Done, 2), (item.Status, item.Attempts));
        Assert.Equal(before, context.Compaction!.Number);
        Assert.InRange((await Compactions(session)).Count, before, before + 1);
        Assert.Equal(
            (await Compactions(session)).Select(one => one.Number),
            (await Compactions(session)).Select(one => one.Number).Distinct());
    }

    [Fact]
    public async Task Tool_results_go_before_entries_and_the_question_stays()
    {
        var (agent, session) = (await NewAgent("calculate"), SanctumHost.NewSession());
        var (question, sent) = ($"add them up {agent}", new ConcurrentQueue<IReadOnlyList<ChatMessage>>());
        FailSummaries(agent);
        _host.Model.On(question, (messages, _) =>
        {
            sent.Enqueue(messages);
            return Task.FromResult(sent.Count > 40
                ? new ChatResponseUpdate(ChatRole.Assistant, "Done.")
                : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent($"c{sent.Count}", "calculate", Sum())]));
        });

        var item = await _host.Ended(agent, await _host.Send(agent, session, question));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.All(sent, messages =>
        {
            Assert.InRange(Counter.Of(messages, []), 1, Window);
            Assert.Equal(question, messages.Last(message => message.Role == ChatRole.User).Text);
            Assert.Equal(
                messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.CallId),
                messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.CallId));
        });
        Assert.NotEmpty(await Compactions(session));
    }

    [Fact]
    public async Task Question_and_reply_of_a_turn_that_was_cut_are_in_the_next_turn()
    {
        var (agent, session) = (await NewAgent("calculate"), SanctumHost.NewSession());
        var (question, next, calls) = ($"add them up {agent}", $"and now {agent}", 0);
        FailSummaries(agent);
        _host.Model.On(question, (messages, _) => Task.FromResult(messages.Any(IsNote)
            ? new ChatResponseUpdate(ChatRole.Assistant, "The sum is 1830.")
            : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent($"c{++calls}", "calculate", Sum())])));
        IReadOnlyList<ChatMessage>? sent = null;
        _host.Model.On(next, (messages, _) =>
        {
            sent = messages;
            return Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "Yes."));
        });
        await _host.Ended(agent, await _host.Send(agent, session, question));
        Assert.Single(await Compactions(session));
        var between = (await Explain(session)).Parts.Select(part => part.Text).Where(text => text == question);

        await Session(session).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await _host.Ended(agent, await _host.Send(agent, session, next));

        Assert.Single(between);
        Assert.Equal([question, next], sent!.Where(message => message.Role == ChatRole.User && !IsNote(message))
            .Select(message => message.Text));
        Assert.Equal("The sum is 1830.", sent!.Last(message => message.Role == ChatRole.Assistant).Text);
    }

    [Fact]
    public async Task Passing_failure_of_a_summary_leaves_nothing_out_for_good()
    {
        var (agent, session) = (await NewAgent(), SanctumHost.NewSession());
        var (records, isAway) = (new ConcurrentQueue<string>(), true);
        _host.Model.OnSummaryOf(agent, (messages, _) =>
        {
            records.Enqueue(messages[^1].Text);
            return isAway
                ? throw new DependencyException("scripted", "is busy", ErrorClass.Transient)
                : Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "They spoke."));
        });

        await AnswerAll(agent, session, 18);
        var failed = records.Count;
        var before = await Compactions(session);
        var shortened = await Explain(session);
        isAway = false;
        await _host.Ended(agent, await _host.Send(agent, session, $"at last: {Long(agent)}"));

        Assert.InRange(failed, 1, 18);
        Assert.Empty(before);
        Assert.True(shortened.IsShortened);
        Assert.Equal("summary", Assert.Single(await Compactions(session)).Method);
        Assert.Contains($"1: dear {agent}", records.Last(), StringComparison.Ordinal);
        Assert.Equal(failed + 1, records.Count);
    }

    [Fact]
    public async Task Summary_that_failed_for_now_is_not_asked_for_again_in_the_turn()
    {
        var (agent, session) = (await NewAgent("calculate"), SanctumHost.NewSession());
        var (question, sent, asked) = ($"add them up {agent}", new List<IReadOnlyList<ChatMessage>>(), 0);
        IReadOnlyList<ChatMessage>? afterFailure = null;
        _host.Model.OnSummaryOf(agent, (_, _) =>
        {
            asked++;
            throw new DependencyException("scripted", "is busy", ErrorClass.Transient);
        });
        _host.Model.On(question, (messages, _) =>
        {
            sent.Add(messages);
            afterFailure ??= asked > 0 ? messages : null;
            return Task.FromResult(sent.Count > 40
                ? new ChatResponseUpdate(ChatRole.Assistant, "Done.")
                : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent($"c{sent.Count}", "calculate", Sum())]));
        });

        var item = await _host.Ended(agent, await _host.Send(agent, session, question));

        Assert.Equal((QueueItemStatus.Done, 1), (item.Status, asked));
        Assert.DoesNotContain(afterFailure!, IsNote);
        // Once its own calls fill the window, the turn continues without the oldest.
        Assert.Contains(sent[^1], IsNote);
        Assert.All(sent, messages => Assert.InRange(Counter.Of(messages, []), 1, Window));
    }

    [Fact]
    public async Task Large_results_of_earlier_turns_are_replaced_by_a_note()
    {
        var (agent, session) = (await NewAgent("calculate"), SanctumHost.NewSession());
        var (question, calls) = ($"what is it {agent}", 0);
        FailSummaries(agent);
        _host.Model.On(question, (messages, _) => Task.FromResult(messages[^1].Role == ChatRole.Tool
            ? new ChatResponseUpdate(ChatRole.Assistant, "An error.")
            : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent($"c{++calls}", "no_such_tool")])));
        foreach (var _ in Enumerable.Range(0, 6))
            await _host.Ended(agent, await _host.Send(agent, session, question));
        await _host.Execute(
            "update transcript_entry set content = repeat('a word or two ', 200) " +
            $"where session_id = '{session}' and role = 'tool'");
        await Session(session).AsReference<IGrainManagementExtension>().DeactivateOnIdle();

        var item = await _host.Ended(agent, await _host.Send(agent, session, "and now?"));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        var compaction = Assert.Single(await Compactions(session));
        Assert.Equal("results", compaction.Method);
        var context = await Explain(session);
        Assert.Equal(0, context.Compaction!.EntriesThrough);
        Assert.Contains(context.Parts, part => part.Text == CompactedContext.LeftOut);
        Assert.Contains(context.Parts, part => part.Source == "1");
    }

    [Fact]
    public async Task Agent_whose_memory_alone_fills_the_window_still_answers()
    {
        var (agent, session) = ($"a-{Guid.NewGuid():N}"[..20], SanctumHost.NewSession());
        await _host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Create(new AgentDefinition(
            agent, agent, "", new AgentPersonality("A test."),
            new AgentCapabilities("scripted/test", Tools: [], ContextTokens: 1_000),
            ImmutableDictionary<string, MemoryBlockDefinition>.Empty.Add(
                "notes", new MemoryBlockDefinition(
                    "notes", string.Concat(Enumerable.Repeat("one more note. ", 1_000)), "", 50_000))));
        IReadOnlyList<ChatMessage>? sent = null;
        _host.Model.On($"hello {agent}", (messages, _) =>
        {
            sent = messages;
            return Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "Hello."));
        });

        var item = await _host.Ended(agent, await _host.Send(agent, session, $"hello {agent}"));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.InRange(Counter.Of(sent!, []), 1, 1_000);
        Assert.Contains("A test.", sent![0].Text, StringComparison.Ordinal);
        Assert.True((await Explain(session)).IsShortened);
    }

    /// <summary>
    /// A host whose turns keep their lease on a machine that stands still for a moment: a turn that is taken up again may ask for
    /// a summary again, and these tests count how often that is.
    /// </summary>
    public sealed class SteadyHost : IAsyncLifetime
    {
        public SanctumHost Host { get; } = new();

        public Task InitializeAsync() => Host.Start(("Sanctum:Queue:LeaseDuration", "00:00:15"));

        public Task DisposeAsync() => Host.DisposeAsync();
    }

    private async Task AnswersEach(int count)
    {
        var (agent, session) = (await NewAgent(), SanctumHost.NewSession());
        var failed = FailSummaries(agent);

        await AnswerAll(agent, session, count);

        var page = await Session(session).Read((2 * count) - 2, 10);
        Assert.Equal(2 * count, page.LastSeq);
        var compactions = await Compactions(session);
        Assert.Equal(Enumerable.Range(1, compactions.Count), compactions.Select(one => one.Number));
        Assert.InRange(compactions.Count, count / 20, count / 2);
        Assert.All(compactions, one => Assert.Equal("entries", one.Method));
        Assert.Equal(compactions.Count, failed.Count);
        Assert.InRange((await Explain(session)).Tokens, 1, Window);
    }

    private async Task AnswerAll(string agent, string session, int count)
    {
        foreach (var number in Enumerable.Range(1, count))
            await _host.Send(agent, session, $"{number}: {Long(agent)}");
        await Eventually.True(
            async () => await _host.Count(
                $"select count(*) from queue_item where session_id = '{session}' and status in ('done', 'error')") == count,
            TimeSpan.FromMinutes(3));
        Assert.Equal(0, await _host.Count(
            $"select count(*) from queue_item where session_id = '{session}' and status = 'error'"));
    }

    private ConcurrentQueue<string> FailSummaries(string agent)
    {
        var asked = new ConcurrentQueue<string>();
        _host.Model.OnSummaryOf(agent, (messages, _) =>
        {
            asked.Enqueue(messages[^1].Text);
            throw new DependencyException("scripted", "writes no summaries", ErrorClass.Permanent);
        });
        return asked;
    }

    private async Task<string> NewAgent(params string[] tools)
    {
        var name = $"a-{Guid.NewGuid():N}"[..20];
        await _host.Grains.GetGrain<IAgentGrain>($"default/{name}").Create(new AgentDefinition(
            name, name, "", new AgentPersonality("A test."),
            new AgentCapabilities("scripted/test", MaxSteps: 50, Tools: [.. tools], ContextTokens: Window), []));
        return name;
    }

    private async Task<IReadOnlyList<(int Number, string Method)>> Compactions(string session)
    {
        await using var command = _host.Rows.CreateCommand(
            $"select number, method from transcript_compaction where session_id = '{session}' order by number");
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<(int, string)>();
        while (await rows.ReadAsync())
            found.Add((rows.GetInt32(0), rows.GetString(1)));
        return found;
    }

    private static bool IsNote(ChatMessage message) =>
        message.Text.StartsWith("(The earlier part of this conversation was left out", StringComparison.Ordinal);

    private ISessionGrain Session(string session) => _host.Grains.GetGrain<ISessionGrain>($"default/{session}");

    private Task<ModelContext> Explain(string session) =>
        _host.Grains.GetGrain<ISessionContextWorker>($"default/{session}").Explain(step: null);

    private static Dictionary<string, object?> Sum() => new()
    {
        ["expression"] = string.Join(" + ", Enumerable.Range(1, 60).Select(
            number => number.ToString(CultureInfo.InvariantCulture))),
    };

    private static string Long(string agent) =>
        $"dear {agent}, {string.Concat(Enumerable.Repeat("the weather in the mountains was fine today, and ", 10))}so on";
}
