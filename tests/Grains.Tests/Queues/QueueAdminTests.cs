using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Queues;

[Collection(HostSuite.Name)]
public sealed class QueueAdminTests(SanctumHost host)
{
    private static readonly QueueSelection Everything = new();

    [Fact]
    public async Task A_purge_ends_what_waits_and_what_failed_and_touches_neither_what_runs_nor_what_is_done()
    {
        var agent = await host.NewAgent();
        var done = await host.Send(agent, SanctumHost.NewSession(), "answered");
        await host.Ended(agent, done);
        var failed = await Fail(agent, ErrorClass.Permanent);
        var goOn = new TaskCompletionSource();
        host.Model.On("while purging", async (_, ct) =>
        {
            await goOn.Task.WaitAsync(ct);
            return new ChatResponseUpdate(ChatRole.Assistant, "still here");
        });
        var running = await host.Send(agent, SanctumHost.NewSession(), "while purging");
        await Eventually.True(() => Task.FromResult(host.Model.Asked.Contains("while purging")));
        await host.Admin(agent).Pause("test");
        var waiting = await host.Send(agent, SanctumHost.NewSession(), "unwanted", id: "unwanted");

        var purged = await host.Admin(agent).Purge(
            new QueuePurge([QueueItemStatus.New, QueueItemStatus.Error, QueueItemStatus.NoReply], Everything));
        goOn.SetResult();

        Assert.Equal(2, purged);
        foreach (var item in new[] { failed, waiting })
            Assert.Equal((QueueItemStatus.NoReply, StopReasons.Purged), await Outcome(agent, item));
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, running)).Status);
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, done)).Status);
        // What was seen once is not taken in again.
        Assert.Equal(waiting, await host.Send(agent, SanctumHost.NewSession(), "unwanted", id: "unwanted"));
        Assert.Equal(0, await host.Admin(agent).Purge(
            new QueuePurge([QueueItemStatus.New, QueueItemStatus.NoReply], Everything)));
    }

    [Fact]
    public async Task Whoever_waits_for_an_item_hears_that_it_was_purged()
    {
        var agent = await host.NewAgent();
        await host.Admin(agent).Pause("test");
        var item = await host.Send(agent, SanctumHost.NewSession(), "waited for");
        var outcome = host.Queue(agent).WaitForOutcome(item, TimeSpan.FromSeconds(20), CancellationToken.None);

        await host.Admin(agent).Purge(new QueuePurge([QueueItemStatus.New], Everything));

        Assert.Equal(StopReasons.Purged, (await outcome)?.StopReason);
    }

    [Fact]
    public async Task A_purge_takes_the_oldest_first_and_only_as_many_and_as_old_as_asked()
    {
        var agent = await host.NewAgent();
        await host.Admin(agent).Pause("test");
        var items = new List<Guid>();
        foreach (var i in Enumerable.Range(0, 4))
            items.Add(await host.Send(agent, SanctumHost.NewSession(), $"purge {i}"));
        await host.Execute(
            $"update queue_item set enqueued_at = now() - interval '3 hours' where agent = '{agent}' and id <> '{items[3]}'");

        var purged = await host.Admin(agent).Purge(
            new QueuePurge([QueueItemStatus.New], new QueueSelection(OlderThan: TimeSpan.FromHours(2), Limit: 2)));
        var young = await host.Admin(agent).Purge(
            new QueuePurge([QueueItemStatus.New], new QueueSelection(NewerThan: TimeSpan.FromHours(2))));

        Assert.Equal((2L, 1L), (purged, young));
        var left = await host.Queue(agent).List(QueueItemStatus.New, after: null, limit: 10);
        Assert.Equal([items[2]], left.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task A_replay_offers_the_errors_of_a_class_again_with_their_attempts_forgotten()
    {
        var agent = await host.NewAgent();
        var (flaky, hopeless) = (await Fail(agent, ErrorClass.Transient), await Fail(agent, ErrorClass.Permanent));
        host.Model.On(
            $"fail {agent} {ErrorClass.Transient}",
            (_, _) => Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "at last")));

        var replayed = await host.Admin(agent).Replay(new QueueSelection(ErrorClass.Transient));

        Assert.Equal(1, replayed);
        var item = await host.Ended(agent, flaky);
        Assert.Equal((QueueItemStatus.Done, 0), (item.Status, item.Attempts));
        Assert.Equal(QueueItemStatus.Error, (await host.Ended(agent, hopeless)).Status);
        Assert.Equal(0, await host.Admin(agent).Replay(new QueueSelection(OlderThan: TimeSpan.FromHours(1))));
    }

    [Fact]
    public async Task Items_of_one_author_are_listed_counted_and_ended_and_no_others()
    {
        var agent = await host.NewAgent();
        await host.Admin(agent).Pause("test");
        var troll = await host.Send(agent, SanctumHost.NewSession(), "one", from: "@Troll.Example");
        var again = await host.Send(agent, SanctumHost.NewSession(), "two", from: "troll.example");
        var other = await host.Send(agent, SanctumHost.NewSession(), "three", from: "troll.example.org");
        var purge = new QueuePurge([QueueItemStatus.New, QueueItemStatus.Error], Everything);

        var listed = await host.Admin(agent).ListFrom("@TROLL.example", status: null, after: null, limit: 1);
        var rest = await host.Admin(agent).ListFrom("troll.example", QueueItemStatus.New, listed.Next, limit: 10);
        var counted = await host.Admin(agent).CountAuthors(limit: 10);
        var tried = await host.Admin(agent).PurgeSome(purge, new QueueNarrowing("troll.example", IsDryRun: true));
        var ended = await host.Admin(agent).PurgeSome(purge, new QueueNarrowing("troll.example", IsDryRun: false));

        Assert.Equal([troll], listed.Items.Select(item => item.Id));
        Assert.Equal([again], rest.Items.Select(item => item.Id));
        Assert.Equal([2L, 1L], counted.Select(author => author.New));
        Assert.Equal((2L, 2L), (tried, ended));
        var left = await host.Queue(agent).List(QueueItemStatus.New, after: null, limit: 10);
        Assert.Equal([other], left.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task A_replay_that_only_counts_changes_nothing()
    {
        var agent = await host.NewAgent();
        var item = await Fail(agent, ErrorClass.Permanent);

        var counted = await host.Admin(agent).ReplaySome(Everything, new QueueNarrowing(From: null, IsDryRun: true));
        var ofNobody = await host.Admin(agent).ReplaySome(Everything, new QueueNarrowing("nobody", IsDryRun: false));

        Assert.Equal((1L, 0L), (counted, ofNobody));
        Assert.Equal(QueueItemStatus.Error, (await host.Ended(agent, item)).Status);
    }

    [Fact]
    public async Task What_is_out_of_its_bounds_is_refused()
    {
        var admin = host.Admin(await host.NewAgent());

        await Assert.ThrowsAsync<InvalidRequestException>(() => admin.Replay(new QueueSelection(Limit: 0)));
        await Assert.ThrowsAsync<InvalidRequestException>(() => admin.Purge(new QueuePurge([QueueItemStatus.Done], Everything)));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => admin.Purge(new QueuePurge([QueueItemStatus.Processing], Everything)));
        await Assert.ThrowsAsync<InvalidRequestException>(() => admin.Purge(new QueuePurge([], Everything)));
        var unanswered = new QueuePurge([QueueItemStatus.NoReply], Everything);
        var someone = new QueueNarrowing("someone", IsDryRun: true);
        await Assert.ThrowsAsync<InvalidRequestException>(() => admin.PurgeSome(unanswered, someone));
        await Assert.ThrowsAsync<InvalidRequestException>(() => admin.ReplaySome(Everything, someone with { From = "@" }));
        await Assert.ThrowsAsync<InvalidRequestException>(() => admin.ListFrom("someone", QueueItemStatus.Done, null, limit: 10));
        await Assert.ThrowsAsync<InvalidRequestException>(() => admin.CountAuthors(limit: 0));
    }

    [Fact]
    public async Task A_failure_of_the_process_is_no_attempt_and_the_item_is_tried_again()
    {
        var agent = await host.NewAgent();
        var failures = 0;
        host.Model.On("out of breath", (_, _) => ++failures < 5
            ? throw new DependencyException("scripted", "is out of memory", ErrorClass.Health)
            : Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "better")));

        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), "out of breath"));

        Assert.Equal((QueueItemStatus.Done, 0), (item.Status, item.Attempts));
        // A lease that runs out on a machine that is busy is counted in the same place.
        Assert.InRange(await host.Count($"select crashes::bigint from queue_item where id = '{item.Id}'"), 4, 24);
    }

    [Fact]
    public async Task An_item_that_cannot_be_used_is_parked_at_once()
    {
        var agent = await host.NewAgent();

        var item = await host.Ended(agent, await Fail(agent, ErrorClass.Queue));

        Assert.Equal((QueueItemStatus.Error, ErrorClass.Queue, 1), (item.Status, item.LastErrorClass, item.Attempts));
    }

    private async Task<Guid> Fail(string agent, ErrorClass errorClass)
    {
        var words = $"fail {agent} {errorClass}";
        host.Model.On(words, (_, _) => throw new DependencyException("scripted", "scripted failure", errorClass));
        var item = await host.Send(agent, SanctumHost.NewSession(), words);
        await host.Ended(agent, item);
        return item;
    }

    private async Task<(QueueItemStatus, string?)> Outcome(string agent, Guid id)
    {
        var item = await host.Admin(agent).Find(id);
        return (item.Status, item.StopReason);
    }
}
