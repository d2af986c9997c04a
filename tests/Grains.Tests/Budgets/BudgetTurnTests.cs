using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Budgets;

/// <summary>Turns whose model calls are counted.</summary>
[Collection(HostSuite.Name)]
public sealed class BudgetTurnTests(SanctumHost host)
{
    [Fact]
    public async Task A_call_reserves_its_worst_case_and_is_settled_with_what_the_model_charged()
    {
        var agent = await host.NewAgent();
        await Limit(host, agent, cap: 1_000_000);
        var question = Question();
        var seen = (Spent: -1L, Reserved: -1L);
        host.Model.On(question, async (_, _) =>
        {
            seen = (await Get(host, agent)) is var now ? (now.Spent, now.Reserved) : default;
            return Charged("Yes.", input: 120, output: 30);
        });

        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), question));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.Equal(0, seen.Spent);
        Assert.InRange(seen.Reserved, 4_096 + question.Length, 100_000);
        var after = await Get(host, agent);
        Assert.Equal((150, 0, 999_850), (after.Spent, after.Reserved, after.Left));
        var entry = Assert.Single(await Entries(host, agent));
        Assert.Equal(
            (BudgetEntryStatus.Settled, seen.Reserved, 150, $"agent/{agent}", "scripted/test", item.Id),
            (entry.Status, entry.Reserved, entry.Settled, entry.Actor, entry.Model, entry.TurnId));
    }

    [Fact]
    public async Task A_budget_without_room_refuses_the_turn_and_asks_no_model()
    {
        var agent = await host.NewAgent();
        await Limit(host, agent, cap: 10, window: BudgetWindow.Day);
        var question = Question();

        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), question));

        Assert.Equal((QueueItemStatus.NoReply, StopReasons.BudgetExceeded), (item.Status, item.StopReason));
        Assert.StartsWith(
            $"Budget '{agent}' has no room for the model call: 10 tokens of 10 tokens are left", item.LastError,
            StringComparison.Ordinal);
        Assert.Contains("T00:00:00Z.", item.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain(question, host.Model.Asked);
        Assert.Empty(await Entries(host, agent));
    }

    [Fact]
    public async Task A_message_waits_in_its_row_without_a_lease_until_the_budget_has_room()
    {
        await using var own = new OwnHost();
        await own.Host.Start(("Sanctum:Budgets:MaxWait", "00:00:01"));
        var agent = await own.Host.NewAgent();
        await Limit(own.Host, agent, cap: 100_000, window: BudgetWindow.Month, rule: BudgetRule.Wait);
        own.Host.Model.On("dear", (_, _) => Task.FromResult(Charged("Yes.", input: 90_000, output: 9_000)));
        await own.Host.Ended(agent, await own.Host.Send(agent, SanctumHost.NewSession(), "dear"));

        var waiting = await own.Host.Send(agent, SanctumHost.NewSession(), "patient");
        var item = await Eventually.Get(
            async () => (await own.Host.Queue(agent).List(null, null, 200)).Items.Single(one => one.Id == waiting),
            found => found.LastError is not null);

        Assert.Equal(99_000, (await Get(own.Host, agent)).Spent);
        Assert.Equal((0, ErrorClass.Transient), (item.Attempts, item.LastErrorClass));
        Assert.Contains("It renews at", item.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("patient", own.Host.Model.Asked);
        await Limit(own.Host, agent, cap: 200_000, window: BudgetWindow.Month, rule: BudgetRule.Wait);
        Assert.Equal(QueueItemStatus.Done, (await own.Host.Ended(agent, waiting)).Status);
    }

    [Fact]
    public async Task What_is_more_than_a_whole_cap_does_not_wait_for_it()
    {
        var agent = await host.NewAgent();
        await Limit(host, agent, cap: 10, window: BudgetWindow.Hour, rule: BudgetRule.Wait);

        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), Question()));

        Assert.Equal(StopReasons.BudgetExceeded, item.StopReason);
    }

    [Fact]
    public async Task A_cheaper_model_answers_where_the_first_is_used_up_and_the_transcript_says_so()
    {
        var (agent, dear) = (await host.NewAgent(), $"scripted/dear-{Guid.NewGuid():N}");
        await UseModel(agent, dear);
        await Put(host, new BudgetDefinition(
            agent, BudgetScope.Model, dear, BudgetUnit.Tokens, null, 10, BudgetWindow.Total, BudgetRule.Cheaper,
            "scripted/small"));
        var session = SanctumHost.NewSession();

        var item = await host.Ended(agent, await host.Send(agent, session, Question()));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        var page = await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(0, 10);
        Assert.Equal("scripted/small", page.Entries[^1].Usage!.Model);
    }

    [Fact]
    public async Task A_cheaper_model_that_a_budget_refuses_too_ends_the_turn()
    {
        var (agent, dear, small) = (await host.NewAgent(), $"scripted/d-{Guid.NewGuid():N}", $"scripted/s-{Guid.NewGuid():N}");
        await UseModel(agent, dear);
        await Put(host, new BudgetDefinition(
            agent, BudgetScope.Model, dear, BudgetUnit.Tokens, null, 10, BudgetWindow.Total, BudgetRule.Cheaper, small));
        await Put(host, new BudgetDefinition(
            $"{agent}-small", BudgetScope.Model, small, BudgetUnit.Tokens, null, 20, BudgetWindow.Total, BudgetRule.Refuse,
            null));

        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), Question()));

        Assert.Equal(StopReasons.BudgetExceeded, item.StopReason);
        Assert.StartsWith($"Budget '{agent}-small'", item.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_of_a_key_counts_the_messages_that_the_key_sent()
    {
        var (agent, key) = (await host.NewAgent(), $"key-{Guid.NewGuid():N}");
        await Put(host, new BudgetDefinition(
            key[..20], BudgetScope.Key, key, BudgetUnit.Tokens, null, 10, BudgetWindow.Total, BudgetRule.Refuse, null));

        var byKey = await host.Queue(agent).Enqueue(Message("by key") with { KeyId = key });
        var byOther = await host.Queue(agent).Enqueue(Message("by another") with { KeyId = "other" });
        var byNone = await host.Queue(agent).Enqueue(Message("by none"));

        Assert.Equal(StopReasons.BudgetExceeded, (await host.Ended(agent, byKey.ItemId)).StopReason);
        Assert.Equal(StopReasons.EndTurn, (await host.Ended(agent, byOther.ItemId)).StopReason);
        Assert.Equal(StopReasons.EndTurn, (await host.Ended(agent, byNone.ItemId)).StopReason);
        Assert.Equal(1, await host.Count($"select count(*) from queue_item where key_id = '{key}'"));
    }

    [Fact]
    public async Task Money_is_counted_by_prices_and_a_model_without_one_is_refused()
    {
        await using var own = new OwnHost();
        await own.Host.Start(
            ("Sanctum:Budgets:Prices:scripted/test:Input", "2500000"),
            ("Sanctum:Budgets:Prices:scripted/test:Output", "10000000"));
        var (priced, unpriced) = (await own.Host.NewAgent(), await own.Host.NewAgent());
        await Limit(own.Host, priced, cap: 1_000_000, unit: BudgetUnit.Money);
        await Limit(own.Host, unpriced, cap: 1_000_000, unit: BudgetUnit.Money);
        await UseModel(unpriced, "scripted/other", own.Host);
        own.Host.Model.On("charge", (_, _) => Task.FromResult(Charged("Yes.", input: 1_001, output: 33)));

        await own.Host.Ended(priced, await own.Host.Send(priced, SanctumHost.NewSession(), "charge"));
        var refused = await own.Host.Ended(unpriced, await own.Host.Send(unpriced, SanctumHost.NewSession(), "charge"));

        // 1,001 tokens at 2.5 and 33 at 10 millionths, rounded up.
        Assert.Equal(2_833, (await Get(own.Host, priced)).Spent);
        Assert.Equal(StopReasons.BudgetExceeded, refused.StopReason);
        Assert.Contains("'scripted/other' has no price (Sanctum:Budgets:Prices)", refused.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixty_four_turns_at_once_spend_no_more_than_the_cap()
    {
        const long Cap = 60_000;
        var agent = await host.NewAgent();
        await Limit(host, agent, Cap);
        var question = Question();
        host.Model.On(question, (_, _) => Task.FromResult(Charged("Yes.", input: 1_000, output: 500)));

        var items = await Task.WhenAll(Enumerable.Range(0, 64).Select(
            async _ => await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), question))));

        var answered = items.Count(item => item.Status == QueueItemStatus.Done);
        Assert.Equal(64 - answered, items.Count(item => item.StopReason == StopReasons.BudgetExceeded));
        Assert.NotEqual(0, answered);
        var after = await Get(host, agent);
        Assert.Equal((answered * 1_500, 0), (after.Spent, after.Reserved));
        Assert.InRange(after.Spent, 1_500, Cap);
    }

    [Fact]
    public async Task A_call_that_is_refused_gives_all_back_and_one_of_unknown_fate_keeps_one_reservation()
    {
        var (refused, broken) = (await host.NewAgent(), await host.NewAgent());
        await Limit(host, refused, cap: 1_000_000);
        await Limit(host, broken, cap: 1_000_000);
        var (refusal, breach) = (Question(), Question());
        host.Model.On(refusal, (_, _) =>
            throw new DependencyException("scripted", "no such model", ErrorClass.Permanent, isRefusal: true));
        host.Model.On(breach, (_, _) => throw new DependencyException("scripted", "cut off", ErrorClass.Transient));

        await host.Ended(refused, await host.Send(refused, SanctumHost.NewSession(), refusal));
        await host.Ended(broken, await host.Send(broken, SanctumHost.NewSession(), breach));

        var (back, kept) = (await Get(host, refused), await Get(host, broken));
        Assert.Equal((0, 0), (back.Spent, back.Reserved));
        Assert.Equal(BudgetEntryStatus.Released, Assert.Single(await Entries(host, refused)).Status);
        var entry = Assert.Single(await Entries(host, broken));
        Assert.Equal((BudgetEntryStatus.Reserved, 0, entry.Reserved), (entry.Status, kept.Spent, kept.Reserved));
        Assert.Equal(3, host.Model.Asked.Count(asked => asked == breach));
    }

    [Fact]
    public async Task The_lifeline_counts_a_reservation_as_spent_when_its_time_is_over()
    {
        await using var own = new OwnHost();
        await own.Host.Start(("Sanctum:Budgets:ReservationLifetime", "00:00:01"));
        var agent = await own.Host.NewAgent();
        await Limit(own.Host, agent, cap: 1_000_000);
        own.Host.Model.On("breaks", (_, _) => throw new DependencyException("scripted", "cut off", ErrorClass.Permanent));

        await own.Host.Ended(agent, await own.Host.Send(agent, SanctumHost.NewSession(), "breaks"));

        var entry = await Eventually.Get(
            async () => Assert.Single(await Entries(own.Host, agent)), found => found.Status == BudgetEntryStatus.Expired);
        var budget = await Get(own.Host, agent);
        Assert.Equal((entry.Reserved, entry.Reserved, 0), (budget.Spent, entry.Settled, budget.Reserved));
    }

    [Fact]
    public async Task A_turn_without_budgets_looks_in_memory_only()
    {
        var agent = await host.NewAgent();
        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), Question()));
        var call = new SpendingCall("default", agent, null, "s", item.Id, 1, 1);

        var look = host.Part<ModelSpending>().FindBudgets(call, "scripted/test");

        Assert.True(look.IsCompletedSuccessfully);
        Assert.Empty(await look);
        Assert.Equal(0, await host.Count($"select count(*) from budget_entry where turn_id = '{item.Id}'"));
    }

    private static string Question() => $"what is {Guid.NewGuid():N}?";

    private static Notification Message(string text) => new(
        Guid.NewGuid().ToString(), SanctumHost.NewSession(), "sandbox", "test", "tester", text, QueuePriority.Normal,
        DateTimeOffset.UtcNow);

    private static ChatResponseUpdate Charged(string text, long input, long output) => new(
        ChatRole.Assistant,
        [
            new TextContent(text),
            new UsageContent(new UsageDetails { InputTokenCount = input, OutputTokenCount = output }),
        ]);

    // A budget of the agent, and of its name; it is in force once this process knows it.
    private static async Task Limit(
        SanctumHost host, string agent, long cap, BudgetWindow window = BudgetWindow.Total, BudgetRule rule = BudgetRule.Refuse,
        BudgetUnit unit = BudgetUnit.Tokens) =>
        await Put(host, new BudgetDefinition(agent, BudgetScope.Agent, agent, unit, null, cap, window, rule, null));

    private static async Task Put(SanctumHost host, BudgetDefinition budget)
    {
        var put = await Budgets(host).Put(budget, expectedVersion: null);
        var call = new SpendingCall("default", budget.Subject, budget.Subject, "s", Guid.NewGuid(), 0, 1);
        await Eventually.True(async () => (await host.Part<TenantBudgets>().Of(call, budget.Subject)).Any(
            known => known.Id == put.Id && known.Definition == put.Definition));
    }

    private static Task<Budget> Get(SanctumHost host, string name) => Budgets(host).Get(name);

    private static async Task<ImmutableArray<BudgetEntry>> Entries(SanctumHost host, string name) =>
        (await Budgets(host).ListEntries(name, status: null, after: null, limit: 200)).Items;

    private static IBudgetsGrain Budgets(SanctumHost host) => host.Grains.GetGrain<IBudgetsGrain>("default/budgets");

    private Task UseModel(string agent, string model) => UseModel(agent, model, host);

    private static async Task UseModel(string agent, string model, SanctumHost of)
    {
        var grain = of.Grains.GetGrain<IAgentGrain>($"default/{agent}");
        var now = (await grain.Get()).Definition;
        await grain.Update(now with { Capabilities = now.Capabilities with { Model = model } }, expectedVersion: null);
    }

    private sealed class OwnHost : IAsyncDisposable
    {
        public SanctumHost Host { get; } = new();

        public async ValueTask DisposeAsync() => await Host.DisposeAsync();
    }
}
