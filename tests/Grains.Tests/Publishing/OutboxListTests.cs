using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Publishing;

public sealed class OutboxListTests(OutboxFixture outboxes) : IClassFixture<OutboxFixture>
{
    private const int MaxRowsOfAPage = 200;

    [Fact]
    public async Task Posts_are_listed_by_account_agent_and_status_page_by_page()
    {
        var account = await outboxes.ConnectRefused();
        var failed = new List<Guid>();
        foreach (var text in new[] { "one", "two", "three" })
            failed.Add((await outboxes.Reply(account, text, OutboxStatus.Error)).Id);
        outboxes.Heal(account);
        var posted = await outboxes.Reply(account, "four", OutboxStatus.Posted);

        var ofAccount = new OutboxSelection(Platform: "scripted", Account: account, Status: OutboxStatus.Error);
        var ofAgent = new OutboxSelection(Agent: posted.Agent, Status: OutboxStatus.Error);

        Assert.Equal(failed, await Walk(ofAccount));
        Assert.Equal(failed, await Walk(ofAgent));
        Assert.Equal(failed, (await Walk(new OutboxSelection(Status: OutboxStatus.Error))).Intersect(failed));
        Assert.Equal([.. failed, posted.Id], (await Walk(new OutboxSelection(Account: account))).Order());
        Assert.Equal([posted.Id], await Walk(new OutboxSelection(Agent: posted.Agent, Status: OutboxStatus.Posted)));
        Assert.Empty(await Walk(new OutboxSelection(Platform: "nowhere", Account: account, Status: OutboxStatus.Error)));
        await Assert.ThrowsAsync<InvalidRequestException>(() => outboxes.Directory.List(ofAccount, Guid.NewGuid(), 1));
        await Assert.ThrowsAsync<InvalidRequestException>(() => outboxes.Directory.List(ofAccount, null, 201));
        await Assert.ThrowsAsync<NotFoundException>(() => outboxes.Directory.Find(Guid.NewGuid()));
    }

    [Fact]
    public async Task Outboxes_that_hold_something_are_counted()
    {
        var account = await outboxes.ConnectRefused();
        var failed = await outboxes.Reply(account, "one", OutboxStatus.Error);
        outboxes.Fault(
            account, _ => new DependencyException("scripted", "come back later", ErrorClass.Transient, TimeSpan.FromHours(1)));
        var waiting = await outboxes.Reply(account, "two", OutboxStatus.Pending);

        var page = await outboxes.Directory.GetStatistics(new OutboxSelection(Agent: failed.Agent), null, 1);

        var outbox = Assert.Single(page.Items);
        Assert.Equal(("scripted", account, failed.Agent), (outbox.Platform, outbox.Account, outbox.Agent));
        Assert.Equal(new OutboxCounts(1, 0, 1, 0, waiting.CreatedAt), outbox.Counts);
        Assert.Equal(new OutboxTotals(1, outbox.Counts), page.Totals);
        Assert.Null(page.Next);
        Assert.Empty(
            (await outboxes.Directory.GetStatistics(new OutboxSelection(Agent: failed.Agent), $"scripted/{account}", 1)).Items);
        Assert.Empty((await outboxes.Directory.GetStatistics(new OutboxSelection(Agent: "nobody"), null, 1)).Items);
    }

    [Fact]
    public async Task What_did_not_go_out_is_found_and_counted_whatever_went_out_before()
    {
        await using var host = await Platforms.PlatformHost.Start(
            ("Sanctum:Queue:SweepInterval", "00:01:00"), ("Sanctum:QueueHealth:SampleInterval", "00:01:00"));
        await host.Execute(
            """
            insert into outbox (id, idempotency_key, tenant, platform, account, session_id, turn_id, body, status, due_at, posted_at)
            select gen_random_uuid(), 'k', 'default', 'scripted', 'busy', 's', gen_random_uuid(), 'x', 'posted', null, now() from generate_series(1, 30000);
            insert into outbox (id, idempotency_key, tenant, platform, account, session_id, turn_id, body, status, due_at)
            select gen_random_uuid(), 'k', 'default', 'scripted', 'busy', 's', gen_random_uuid(), 'x', 'error', null from generate_series(1, 20)
            """);
        var directory = host.Grains.GetGrain<IOutboxDirectoryGrain>("default/outboxes");
        const string Reads =
            "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables where relname = 'outbox'";

        // Statements have the plans that they keep after a few rounds, and what runs beside the test may read the table in one.
        var reads = long.MaxValue;
        for (var round = 0; round < 5 && reads > 30 * MaxRowsOfAPage; round++)
        {
            var before = await host.Scalar<long>(Reads);
            await ReadTenTimes(directory);
            reads = await Eventually.Get(
                async () => await host.Scalar<long>(Reads) - before, rows => rows >= 400);
        }

        Assert.InRange(reads, 400, 30 * MaxRowsOfAPage);
        Assert.Equal((200, true), await Fill(directory, new OutboxSelection(Status: OutboxStatus.Posted)));
        Assert.Equal((0, true), await Fill(directory, new OutboxSelection(Account: "quiet", Status: OutboxStatus.Posted)));
    }

    private static async Task ReadTenTimes(IOutboxDirectoryGrain directory)
    {
        var busy = new OutboxSelection(Platform: "scripted", Account: "busy", Status: OutboxStatus.Error);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(20, (await directory.List(new OutboxSelection(Status: OutboxStatus.Error), null, 200)).Items.Length);
            Assert.Equal(20, (await directory.List(busy, null, 200)).Items.Length);
            Assert.Equal(
                20, (await directory.GetStatistics(new OutboxSelection(Platform: "scripted"), null, 200)).Totals.Counts.Error);
        }
    }

    private static async Task<(int Posts, bool HasMore)> Fill(IOutboxDirectoryGrain directory, OutboxSelection which)
    {
        var page = await directory.List(which, null, 200);
        return (page.Items.Length, page.Next is not null);
    }

    private async Task<List<Guid>> Walk(OutboxSelection which)
    {
        var found = new List<Guid>();
        Guid? after = null;
        do
        {
            var page = await outboxes.Directory.List(which, after, 2);
            Assert.InRange(page.Items.Length, 0, 2);
            found.AddRange(page.Items.Select(post => post.Id));
            after = page.Next;
        }
        while (after is not null);
        return found;
    }
}
