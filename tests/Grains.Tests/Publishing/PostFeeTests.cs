using System.Collections.Immutable;
using Sanctum.Budgets;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Testing;

namespace Sanctum.Publishing;

/// <summary>Posts that budgets pay: a reply on the scripted platform costs a quarter.</summary>
public sealed class PostFeeTests : IAsyncLifetime
{
    private const long Fee = 250_000;
    private const string Name = "replies";

    private PlatformHost _host = null!;

    public async Task InitializeAsync() => _host = await PlatformHost.Start(
        ("Sanctum:Budgets:PlatformFees:scripted:Reply", "250000"), ("Sanctum:Budgets:MaxWait", "00:00:01"),
        ("Sanctum:Budgets:UnpricedModels", "Ignore"),
        ("Sanctum:Outbox:MaxAttempts", "2"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private IBudgetsGrain Budgets => _host.Grains.GetGrain<IBudgetsGrain>("default/budgets");

    [Fact]
    public async Task A_reply_costs_its_fee_once_and_a_post_without_one_nothing()
    {
        var account = await _host.Connect();
        await Limit(4 * Fee);

        await Reply(account);
        await Eventually.True(async () => (await Budgets.Get(Name)).Spent == Fee);

        var entry = Assert.Single(await Entries());
        Assert.Equal(
            (BudgetEntryStatus.Settled, Fee, Fee, "scripted/reply", _host.Platform.Posts.Single().Id),
            (entry.Status, entry.Reserved, entry.Settled, entry.Model, entry.TurnId));
        Assert.StartsWith("agent/a-", entry.Actor, StringComparison.Ordinal);
        Assert.True(_host.Part<PlatformSpending>().IsPriced("scripted", isReply: true));
        Assert.False(_host.Part<PlatformSpending>().IsPriced("scripted", isReply: false));
        Assert.False(_host.Part<PlatformSpending>().IsPriced("sandbox", isReply: true));
    }

    [Fact]
    public async Task At_the_cap_a_reply_ends_with_the_reason_and_goes_out_once_it_is_raised_and_retried()
    {
        var account = await _host.Connect();
        await Limit(Fee - 1);

        await Reply(account);
        var failed = await Eventually.Get(Newest, post => post?.Status == OutboxStatus.Error);

        Assert.Equal(
            "Budget 'replies' has no room for the reply: 0.249999 USD of 0.249999 USD are left, 0 USD are reserved by calls " +
            "under way, and the reply may cost 0.25 USD. It does not renew.",
            failed!.LastError);
        Assert.Empty(_host.Platform.Posts);
        Assert.Empty(await Entries());
        await Limit(Fee);
        await _host.Grains.GetGrain<IOutboxAdminGrain>($"default/scripted/{account}").Retry(failed.Id);
        await Eventually.True(async () => (await Budgets.Get(Name)).Spent == Fee);
        Assert.Single(_host.Platform.Posts);
    }

    [Fact]
    public async Task A_reply_waits_where_the_rule_says_so_until_there_is_room()
    {
        var account = await _host.Connect();
        await Limit(Fee, BudgetWindow.Month, BudgetRule.Wait);
        await Reply(account);
        await Eventually.True(async () => (await Budgets.Get(Name)).Spent == Fee);

        await Reply(account, "ben");
        var waiting = await Eventually.Get(Newest, post => post?.LastError is not null);
        Assert.Equal((OutboxStatus.Pending, 0), (waiting!.Status, waiting.Attempts));
        Assert.Contains("It renews at", waiting.LastError, StringComparison.Ordinal);
        await Limit(2 * Fee, BudgetWindow.Month, BudgetRule.Wait);

        await Eventually.True(() => Task.FromResult(_host.Platform.Posts.Count == 2));
        await Eventually.True(async () => (await Budgets.Get(Name)).Spent == 2 * Fee);
    }

    [Fact]
    public async Task What_the_platform_refused_is_given_back_and_what_may_be_out_is_paid_once()
    {
        var account = await _host.Connect();
        await Limit(4 * Fee);
        _host.Platform.PostFault = _ => new DependencyException("scripted", "blocked", ErrorClass.Permanent, isRefusal: true);
        await Reply(account);
        await Eventually.Get(Newest, post => post?.Status == OutboxStatus.Error);
        await Eventually.True(async () => (await Entries()).Single().Status == BudgetEntryStatus.Released);
        Assert.Equal((0, 0), await SpentAndReserved());

        var attempts = 0;
        _host.Platform.PostFault = _ => ++attempts == 1
            ? new DependencyException("scripted", "cut off", ErrorClass.Transient)
            : null;
        await Reply(account, "ben");

        await Eventually.True(async () => (await Budgets.Get(Name)).Spent == Fee);
        Assert.Equal(2, attempts);
        Assert.Equal((Fee, 0), await SpentAndReserved());
    }

    [Fact]
    public async Task Replies_at_once_spend_no_unit_more_than_the_cap()
    {
        var accounts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _host.Connect()));
        await Limit(5 * Fee);

        await Task.WhenAll(accounts.SelectMany(account => Enumerable.Range(0, 4).Select(i => Reply(account, $"person-{i}"))));
        await Eventually.True(async () => await _host.Scalar<long>("select count(*) from outbox where status = 'error'") == 11);

        await Eventually.True(async () => (await SpentAndReserved()) == (5 * Fee, 0));
        Assert.Equal(5, _host.Platform.Posts.Count);
    }

    private async Task Reply(string account, string author = "ann") =>
        await _host.Ended(account, _host.Platform.Notify(account, "hello", author));

    // One that is not out.
    private async Task<OutboxPost?> Newest()
    {
        var page = await _host.Grains.GetGrain<IOutboxDirectoryGrain>("default/outboxes").List(
            new OutboxSelection(Platform: "scripted"), null, 200);
        return page.Items.FirstOrDefault(post => post.Status != OutboxStatus.Posted);
    }

    private async Task<(long Spent, long Reserved)> SpentAndReserved()
    {
        var budget = await Budgets.Get(Name);
        return (budget.Spent, budget.Reserved);
    }

    private async Task<ImmutableArray<BudgetEntry>> Entries() => (await Budgets.ListEntries(Name, null, null, 200)).Items;

    private async Task Limit(long cap, BudgetWindow window = BudgetWindow.Total, BudgetRule rule = BudgetRule.Refuse)
    {
        var put = await Budgets.Put(
            new BudgetDefinition(Name, BudgetScope.Tenant, "", BudgetUnit.Money, null, cap, window, rule, null),
            expectedVersion: null);
        var call = new SpendingCall("default", "", null, "s", Guid.NewGuid(), 0, 1);
        await Eventually.True(async () => (await _host.Part<TenantBudgets>().Of(call, "scripted/reply"))
            .Any(known => known.Definition == put.Definition));
    }
}
