using Npgsql;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Testing;

namespace Sanctum.Publishing;

public sealed class OutboxAdminTests(OutboxFixture outboxes) : IClassFixture<OutboxFixture>
{
    [Fact]
    public async Task A_post_in_error_that_is_retried_goes_out_once_under_the_key_that_it_had()
    {
        var account = await outboxes.ConnectRefused();
        var failed = await outboxes.Reply(account, "hello", OutboxStatus.Error);
        Assert.Equal((1, ErrorClass.Permanent, account), (failed.Attempts, failed.LastErrorClass, failed.Account));
        Assert.NotNull(failed.FailedAt);
        outboxes.Heal(account);

        await outboxes.Admin(account).Retry(failed.Id);
        var posted = await Eventually.Get(() => outboxes.Directory.Find(failed.Id), post => post.Status == OutboxStatus.Posted);

        await Assert.ThrowsAsync<ConflictException>(() => outboxes.Admin(account).Retry(failed.Id));
        await Assert.ThrowsAsync<ConflictException>(() => outboxes.Admin(account).Discard(failed.Id, "too late"));
        await Assert.ThrowsAsync<NotFoundException>(() => outboxes.Admin("another").Retry(failed.Id));
        Assert.Equal(
            failed.IdempotencyKey, Assert.Single(outboxes.Host.Platform.Posts, post => post.Account == account).IdempotencyKey);
        Assert.Equal($"post-{failed.IdempotencyKey}", posted.ExternalId);
    }

    [Fact]
    public async Task A_person_who_opted_out_meanwhile_is_not_answered_by_a_retry()
    {
        var account = await outboxes.ConnectRefused();
        var author = $"p-{Guid.NewGuid():N}"[..10];
        var failed = await outboxes.Reply(account, "hello", OutboxStatus.Error, author);
        await outboxes.Reply(account, "me too", OutboxStatus.Error, "somebody-else");
        await outboxes.Host.Ended(account, outboxes.Host.Platform.Notify(account, "stop", author));
        outboxes.Heal(account);

        var refused = await Assert.ThrowsAsync<PolicyDeniedException>(() => outboxes.Admin(account).Retry(failed.Id));
        var all = await outboxes.Admin(account).RetryFailed();

        Assert.Contains("asked not to be answered", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new OutboxRetry(1, 1), all);
        await Eventually.True(() => Task.FromResult(outboxes.PostsOf(account) == 1));
        Assert.Equal(new OutboxCounts(0, 0, 1, 0, null), await Eventually.Get(
            async () => (await outboxes.Admin(account).GetStatistics()).Counts, counts => counts.Pending == 0));
    }

    [Fact]
    public async Task A_discarded_post_is_never_sent_and_its_item_ends_without_a_reply()
    {
        var account = await outboxes.Host.Connect();
        outboxes.Fault(
            account, _ => new DependencyException("scripted", "come back later", ErrorClass.Transient, TimeSpan.FromHours(1)));
        var waiting = await outboxes.Reply(account, "hello", OutboxStatus.Pending, thread: "one");
        await Eventually.Get(() => outboxes.Directory.Find(waiting.Id), post => post.LastError is not null);
        var agent = waiting.Agent!;
        await outboxes.Host.Execute(
            $"insert into queue_tally (tenant, agent, done, through) values ('default', '{agent}', 7, now())");

        var discarded = await outboxes.Admin(account).Discard(waiting.Id, "out of date");

        Assert.Equal(
            (OutboxStatus.Discarded, "out of date", null), (discarded.Status, discarded.DiscardReason, discarded.NextAttemptAt));
        var item = await outboxes.Host.Grains.GetGrain<IQueueAdminGrain>($"default/{agent}").Find(waiting.Id);
        Assert.Equal(
            (QueueItemStatus.NoReply, "discarded", "The reply was not sent: out of date"),
            (item.Status, item.StopReason, item.LastError));
        Assert.Equal(6, await outboxes.Host.Scalar<long>($"select done from queue_tally where agent = '{agent}'"));
        await Assert.ThrowsAsync<ConflictException>(
            () => outboxes.Host.Grains.GetGrain<IQueueGrain>($"default/{agent}").Retry(waiting.Id));
        await Assert.ThrowsAsync<ConflictException>(() => outboxes.Admin(account).Retry(waiting.Id));
        await Assert.ThrowsAsync<ConflictException>(() => outboxes.Admin(account).Discard(waiting.Id, "again"));
        await Assert.ThrowsAsync<InvalidRequestException>(() => outboxes.Admin(account).Discard(waiting.Id, ""));
        await Assert.ThrowsAsync<NotFoundException>(() => outboxes.Admin(account).Discard(Guid.NewGuid(), "which?"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_discarded_while_answers_are_tallied_is_not_counted(bool isTalliedBefore)
    {
        var account = await outboxes.ConnectRefused();
        var unwanted = await outboxes.Reply(account, "hello", OutboxStatus.Error);
        var agent = unwanted.Agent!;
        await outboxes.Host.Execute($"update queue_item set finished_at = now() - interval '1 hour' where agent = '{agent}'");
        if (isTalliedBefore)
            await outboxes.Host.Execute(
                "insert into queue_tally (tenant, agent, done, through) " +
                $"values ('default', '{agent}', 4, now() - interval '2 hours')");

        // The tally has counted and may not write yet.
        await using var elsewhere = await outboxes.Host.Rows.OpenConnectionAsync();
        await using var holding = await elsewhere.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand(
            $"insert into queue_tally as t (tenant, agent, done, through) values ('default', '{agent}', 0, now()) " +
            "on conflict (tenant, agent) do update set done = t.done",
            elsewhere, holding))
        {
            await hold.ExecuteNonQueryAsync();
        }
        var tally = outboxes.Host.Part<QueueCounters>().Tally("default", least: 1, CancellationToken.None);
        await Eventually.True(async () => await CountHeld() == 1);
        var discard = outboxes.Admin(account).Discard(unwanted.Id, "never mind");
        await Eventually.True(async () => discard.IsCompleted || await CountHeld() == 2);
        await holding.RollbackAsync();
        await Task.WhenAll(tally, discard);

        await outboxes.Host.Part<QueueCounters>().Tally("default", least: 0, CancellationToken.None);
        Assert.Equal(
            isTalliedBefore ? 4 : 0, await outboxes.Host.Scalar<long>($"select done from queue_tally where agent = '{agent}'"));
    }

    [Fact]
    public async Task A_post_in_error_that_is_discarded_stays_away_while_the_others_are_retried()
    {
        var account = await outboxes.ConnectRefused();
        var unwanted = await outboxes.Reply(account, "one", OutboxStatus.Error);
        await outboxes.Reply(account, "two", OutboxStatus.Error);
        await outboxes.Admin(account).Discard(unwanted.Id, "not to be said");
        outboxes.Heal(account);

        Assert.Equal(new OutboxRetry(1, 0), await outboxes.Admin(account).RetryFailed());

        await Eventually.True(() => Task.FromResult(outboxes.PostsOf(account) == 1));
        Assert.DoesNotContain(outboxes.Host.Platform.Posts, post => post.Id == unwanted.Id);
    }

    [Fact]
    public async Task A_post_that_is_being_sent_can_not_be_discarded()
    {
        var account = await outboxes.Host.Connect();
        using var entered = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        outboxes.Fault(account, _ =>
        {
            entered.Set();
            gate.Wait(TimeSpan.FromSeconds(20));
            return null;
        });
        try
        {
            var mention = outboxes.Host.Platform.Notify(account, "hello");
            await outboxes.Host.Ended(account, mention);
            await Eventually.True(() => Task.FromResult(entered.IsSet));
            var post = (await outboxes.Directory.List(new OutboxSelection(Account: account), null, 1)).Items.Single();

            await Assert.ThrowsAsync<ConflictException>(() => outboxes.Admin(account).Discard(post.Id, "too late"));
        }
        finally
        {
            gate.Set();
        }
        await Eventually.True(() => Task.FromResult(outboxes.PostsOf(account) == 1));
    }

    private Task<long> CountHeld() => outboxes.Host.Scalar<long>(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
}
