using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Queues;

[Collection(HostSuite.Name)]
public sealed class QueueRepairTests(SanctumHost host)
{
    [Theory]
    [InlineData("due_at = null", "no_due_time")]
    [InlineData("due_at = 'infinity'", "no_due_time")]
    [InlineData("status = 'processing', due_at = null", "orphaned_lease")]
    [InlineData("status = 'processing', due_at = now() + interval '1 year'", "orphaned_lease")]
    [InlineData("finished_at = now(), reply_seq = 7", "half_open")]
    [InlineData("priority = 9, attempts = -1", "bad_number")]
    [InlineData("last_error_class = 'gremlins'", "unknown_error_class")]
    public async Task A_waiting_item_that_can_be_mended_is_answered_after_all(string damage, string problem)
    {
        var agent = await host.NewAgent();
        var item = await Damage(agent, damage);

        var foreseen = await host.Admin(agent).Repair(after: null, isDryRun: true);
        var untouched = await host.Admin(agent).Repair(after: null, isDryRun: true);
        var report = await host.Admin(agent).Repair(after: null, isDryRun: false);
        var again = await host.Admin(agent).Repair(after: null, isDryRun: false);

        Assert.Equal((1L, 1L, 1L, 0L), (report.Scanned, report.Corrupted, report.Repaired, report.Moved));
        var finding = Assert.Single(report.Findings);
        Assert.Equal((item, problem, RepairAction.Mended), (finding.ItemId, finding.Problem, finding.Action));
        Assert.Equal(foreseen.Findings.AsEnumerable(), report.Findings);
        Assert.Equal(foreseen.Findings.AsEnumerable(), untouched.Findings);
        Assert.Equal((1L, 0L), (again.Scanned, again.Corrupted));
        await host.Admin(agent).Resume();
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, item)).Status);
    }

    [Theory]
    [InlineData("body = ' '", "unusable_text", "0 characters")]
    [InlineData("body = repeat('x', 32001)", "unusable_text", "32001")]
    [InlineData("author = repeat('x', 300)", "unusable_keys", "256")]
    [InlineData("reply_context = '\"garbage\"'", "unusable_reply_context", "string")]
    [InlineData("platform = 'nowhere'", "no_such_platform", "nowhere")]
    [InlineData("platform = 'bluesky', account = 'nobody'", "no_such_account", "nobody")]
    public async Task What_cannot_be_mended_is_in_error_with_the_reason(string damage, string problem, string reason)
    {
        var agent = await host.NewAgent();
        var id = await Damage(agent, damage);

        var report = await host.Admin(agent).Repair(after: null, isDryRun: false);
        var again = await host.Admin(agent).Repair(after: null, isDryRun: false);

        Assert.Equal((1L, 1L, 0L, 1L), (report.Scanned, report.Corrupted, report.Repaired, report.Moved));
        Assert.Equal(problem, Assert.Single(report.Findings).Problem);
        Assert.Equal(0, again.Corrupted);
        var item = await host.Admin(agent).Find(id);
        Assert.Equal((QueueItemStatus.Error, ErrorClass.Queue), (item.Status, item.LastErrorClass));
        Assert.Contains(reason, item.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answered_item_that_was_opened_again_is_not_answered_twice()
    {
        var (agent, session, item) = await Answer();
        await host.Admin(agent).Pause("test");
        await host.Execute(
            "update queue_item set status = 'new', due_at = now(), finished_at = null, reply_seq = null, stop_reason = null " +
            $"where id = '{item}'");

        var report = await host.Admin(agent).Repair(after: null, isDryRun: false);
        await host.Admin(agent).Resume();

        Assert.Equal("answered_but_open", Assert.Single(report.Findings).Problem);
        var mended = await host.Ended(agent, item);
        Assert.Equal((QueueItemStatus.Done, 2L, StopReasons.EndTurn), (mended.Status, mended.ReplySeq, mended.StopReason));
        Assert.Equal(2, await host.Count($"select count(*) from transcript_entry where session_id = '{session}'"));
    }

    [Theory]
    [InlineData("update queue_item set reply_seq = 99 where id = '{0}'", "reply_misplaced", RepairAction.Mended)]
    [InlineData("update queue_item set finished_at = null where id = '{0}'", "half_ended", RepairAction.Mended)]
    [InlineData("delete from outbox where turn_id = '{0}'", "post_missing", RepairAction.Mended)]
    [InlineData("with gone as (delete from outbox where turn_id = '{0}') update queue_item " +
        "set finished_at = now() - interval '2 days' where id = '{0}'", "old_post_missing", RepairAction.Reported)]
    [InlineData(
        "delete from transcript_entry where turn_id = '{0}' and role = 'assistant'", "reply_unwritten", RepairAction.Reported)]
    [InlineData("with gone as (delete from outbox where turn_id = '{0}') delete from transcript_entry where turn_id = '{0}' " +
        "and role = 'assistant'", "reply_lost", RepairAction.MovedToError)]
    [InlineData("delete from transcript_entry where turn_id = '{0}' and role = 'user'", "transcript_gap", RepairAction.Reported)]
    [InlineData(
        "delete from grain_state where state_name = 'session' and grain_key = 'default/{1}'",
        "session_missing", RepairAction.Mended)]
    public async Task What_is_missing_of_an_answer_is_found(string damage, string problem, RepairAction action)
    {
        var (agent, session, item) = await Answer();
        await host.Execute(string.Format(System.Globalization.CultureInfo.InvariantCulture, damage, item, session));

        var foreseen = await host.Admin(agent).Repair(after: null, isDryRun: true);
        var report = await host.Admin(agent).Repair(after: null, isDryRun: false);
        var again = await host.Admin(agent).Repair(after: null, isDryRun: false);

        var finding = Assert.Single(report.Findings);
        Assert.Equal((item, session, problem, action), (finding.ItemId, finding.SessionId, finding.Problem, finding.Action));
        Assert.Equal(foreseen.Findings.AsEnumerable(), report.Findings);
        Assert.Equal(action == RepairAction.Reported ? 1 : 0, again.Corrupted);
        // Whatever was repaired: nobody is told twice.
        await Eventually.True(async () =>
            await host.Count($"select count(*) from outbox where session_id = '{session}' and status <> 'posted'") == 0);
        Assert.Equal(1, await host.Count($"select count(*) from sandbox_post where session_id = '{session}'"));
    }

    [Fact]
    public async Task A_session_that_is_known_again_goes_on_where_it_was()
    {
        var (agent, session, _) = await Answer();
        await host.Execute($"delete from grain_state where state_name = 'session' and grain_key = 'default/{session}'");

        await host.Admin(agent).Repair(after: null, isDryRun: false);
        await host.Ended(agent, await host.Send(agent, session, "and now?"));

        var page = await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(0, 10);
        Assert.Equal([1, 2, 3, 4], page.Entries.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_queue_in_order_has_nothing_to_repair_while_it_works()
    {
        var agent = await host.NewAgent();
        var items = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => host.Send(agent, SanctumHost.NewSession(), $"fine {i}")));

        var reports = new List<QueueRepairReport>();
        foreach (var item in items)
        {
            reports.Add(await host.Admin(agent).Repair(after: null, isDryRun: false));
            await host.Ended(agent, item);
        }

        Assert.All(reports, report => Assert.Empty(report.Findings));
        Assert.Equal(items.Length, reports[^1].Scanned);
    }

    /// <summary>An item that waits in a paused queue, after its row was changed behind everybody's back.</summary>
    private async Task<Guid> Damage(string agent, string set)
    {
        await host.Admin(agent).Pause("test");
        var item = await host.Send(agent, SanctumHost.NewSession(), "damaged");
        await host.Execute($"update queue_item set {set} where id = '{item}'");
        return item;
    }

    private async Task<(string Agent, string Session, Guid Item)> Answer()
    {
        var agent = await host.NewAgent();
        var session = SanctumHost.NewSession();
        var item = await host.Send(agent, session, "hello");
        await host.Ended(agent, item);
        await Eventually.True(
            async () => await host.Count($"select count(*) from outbox where turn_id = '{item}' and status = 'posted'") == 1);
        return (agent, session, item);
    }
}
