using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Approvals;

/// <summary>Turns that wait for a person.</summary>
public sealed class TurnApprovalTests(ApprovalHost host) : IClassFixture<ApprovalHost>
{
    private readonly string _session = SanctumHost.NewSession();

    [Fact]
    public async Task A_tool_call_waits_without_a_lease_and_runs_once_when_it_is_approved()
    {
        var (agent, tool) = (await host.Host.NewAgent(), host.NewTool());
        await host.Ask(agent, "tool.execute");
        var waiting = await host.Send(agent, _session, host.Calls((tool.Name, new { })));
        await host.Parked(agent, waiting);
        var later = await host.Send(agent, _session, "and then?");

        var elsewhere = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), "hello"));

        Assert.Equal(QueueItemStatus.Done, elsewhere.Status);
        Assert.Equal(QueueItemStatus.New, (await host.Item(agent, later)).Status);
        Assert.Empty(tool.Runs);
        var approval = await host.Pending(agent);
        Assert.Equal(
            ("tool.execute", $"tool/{tool.Name}", _session, "{}", "it is dear.", $"agent/{agent}"),
            (approval.Action, approval.Subject, approval.SessionId, approval.Arguments, approval.Reason, approval.RequestedBy));
        await host.Answer(approval.Id);
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, waiting)).Status);
        Assert.Equal("went on", await host.Reply(waiting));
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, later)).Status);
        Assert.Single(tool.Runs);
        Assert.Equal(0, (await host.Item(agent, waiting)).Attempts);
        await Eventually.True(async () => await host.Host.Scalar<long>(
            $"select count(*) from approval where id = '{approval.Id}' and due_at is null") == 1);
    }

    [Fact]
    public async Task A_call_that_is_denied_does_not_run_and_the_model_reads_why()
    {
        var (agent, tool) = (await host.Host.NewAgent(), host.NewTool());
        await host.Ask(agent, "tool.execute");
        var item = await host.Send(agent, _session, host.Calls((tool.Name, new { })));

        await host.Answer((await host.Pending(agent)).Id, approves: false, "Not before Monday.", "operator/192.0.2.7");

        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, item)).Status);
        Assert.Empty(tool.Runs);
        Assert.Equal("blocked", await host.ToolStatus(item));
        Assert.Equal(
            "tool.execute is denied: operator/192.0.2.7 denied it: Not before Monday.", await host.Reply(item));
    }

    [Theory]
    [InlineData("deny", 0, "blocked")]
    [InlineData("allow", 1, "ok")]
    public async Task At_the_deadline_the_turn_continues_as_the_policy_says(string then, int runs, string status)
    {
        var (agent, tool) = (await host.Host.NewAgent(), host.NewTool());
        await host.Ask(agent, "tool.execute", $$"""{ deadline: 1s, then: {{then}} }""");

        var item = await host.Send(agent, _session, host.Calls((tool.Name, new { })));

        await host.Ended(agent, item);
        Assert.Equal(runs, tool.Runs.Count);
        Assert.Equal(status, await host.ToolStatus(item));
        var expired = (await host.List(agent)).Items.Single();
        Assert.Equal((ApprovalState.Expired, then == "allow", null), (expired.State, expired.IsGranted, expired.AnsweredBy));
        Assert.Equal(1, await host.Host.Scalar<long>(
            $"select count(*) from audit_entry where action = 'approval.expire' and object = 'approval/{expired.Id}'"));
        await Assert.ThrowsAsync<ConflictException>(() => host.Answer(expired.Id));
    }

    [Fact]
    public async Task Of_two_answers_at_once_one_counts()
    {
        var (agent, tool) = (await host.Host.NewAgent(), host.NewTool());
        await host.Ask(agent, "tool.execute");
        var item = await host.Send(agent, _session, host.Calls((tool.Name, new { })));
        var approval = (await host.Pending(agent)).Id;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            n => Record.ExceptionAsync(() => host.Answer(approval, approves: n % 2 == 0))));

        Assert.Single(answers, failure => failure is null);
        Assert.Equal(7, answers.OfType<ConflictException>().Count());
        await host.Ended(agent, item);
        var state = (await host.Grain(approval).Get()).State;
        Assert.Equal(state == ApprovalState.Approved ? 1 : 0, tool.Runs.Count);
    }

    [Fact]
    public async Task Other_calls_of_the_step_run_first_and_only_then_the_lease_goes()
    {
        var (agent, asked, free) = (await host.Host.NewAgent(), host.NewTool(), host.NewTool(isOpen: false));
        await host.Ask(agent, "tool.execute", when: $"tool.name == '{asked.Name}'");
        var item = await host.Send(agent, _session, host.Calls((asked.Name, new { }), (free.Name, new { })));
        var approval = await host.Pending(agent);
        await Eventually.True(() => Task.FromResult(free.Running == 1));
        Assert.Equal(QueueItemStatus.Processing, (await host.Item(agent, item)).Status);

        free.Open();

        await host.Parked(agent, item);
        await host.Answer(approval.Id);
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, item)).Status);
        Assert.Equal((1, 1), (asked.Runs.Count, free.Runs.Count));
    }

    [Fact]
    public async Task An_answer_that_comes_while_another_call_runs_is_not_lost()
    {
        var (agent, asked, free) = (await host.Host.NewAgent(), host.NewTool(), host.NewTool(isOpen: false));
        await host.Ask(agent, "tool.execute", when: $"tool.name == '{asked.Name}'");
        var item = await host.Send(agent, _session, host.Calls((asked.Name, new { }), (free.Name, new { })));
        await Eventually.True(() => Task.FromResult(free.Running == 1));
        await host.Answer((await host.Pending(agent)).Id);

        free.Open();

        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, item)).Status);
        Assert.Equal((1, 1), (asked.Runs.Count, free.Runs.Count));
    }

    [Fact]
    public async Task Each_call_of_a_step_has_an_approval_and_is_answered_for_itself()
    {
        var (agent, first, second) = (await host.Host.NewAgent(), host.NewTool(), host.NewTool());
        await host.Ask(agent, "tool.execute");
        var item = await host.Send(agent, _session, host.Calls((first.Name, new { }), (second.Name, new { })));
        await host.Pending(agent, count: 2);
        await host.Parked(agent, item);
        var approvals = (await host.List(agent)).Items;

        await host.Answer(approvals.Single(one => one.Subject == $"tool/{first.Name}").Id);
        await Eventually.True(() => Task.FromResult(first.Runs.Count == 1));
        await host.Parked(agent, item);
        await host.Answer(approvals.Single(one => one.Subject == $"tool/{second.Name}").Id, approves: false);

        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, item)).Status);
        Assert.Equal((1, 0), (first.Runs.Count, second.Runs.Count));
    }

    [Fact]
    public async Task Policies_that_changed_meanwhile_are_asked_anew()
    {
        var (agent, tool) = (await host.Host.NewAgent(), host.NewTool());
        await host.Ask(agent, "tool.execute");
        var item = await host.Send(agent, _session, host.Calls((tool.Name, new { })));
        var approval = await host.Pending(agent);
        await host.Parked(agent, item);
        await host.Put(agent, $$"""
            rules: [ { name: a, actions: [tool.execute], when: "agent.id == '{{agent}}'", reason: "not any more." } ]
            """);

        await host.Answer(approval.Id);

        await host.Ended(agent, item);
        Assert.Empty(tool.Runs);
        Assert.Equal("tool.execute is denied: not any more.", await host.Reply(item));
    }

    [Fact]
    public async Task A_call_whose_arguments_do_not_fit_is_no_persons_concern()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "tool.execute");

        var item = await host.Send(agent, _session, host.Calls(("calculate", new { expression = 7 })));

        await host.Ended(agent, item);
        Assert.Equal("invalid", await host.ToolStatus(item));
        Assert.Empty((await host.List(agent)).Items);
    }

    [Theory]
    [InlineData(true, QueueItemStatus.Done, StopReasons.EndTurn)]
    [InlineData(false, QueueItemStatus.NoReply, StopReasons.Denied)]
    public async Task A_turn_waits_before_its_first_step_and_asks_once(bool approves, QueueItemStatus status, string reason)
    {
        var (agent, tool) = (await host.Host.NewAgent(), host.NewTool());
        await host.Ask(agent, "conversation.send");
        var question = host.Calls((tool.Name, new { }));
        var item = await host.Send(agent, _session, question);
        await host.Parked(agent, item);
        Assert.DoesNotContain(question, host.Host.Model.Asked);
        var approval = await host.Pending(agent);
        Assert.Contains(question, approval.Arguments, StringComparison.Ordinal);

        await host.Answer(approval.Id, approves);

        var ended = await host.Ended(agent, item);
        Assert.Equal((status, reason), (ended.Status, ended.StopReason));
        Assert.Single((await host.List(agent)).Items);
    }

    [Fact]
    public async Task A_turn_that_is_cancelled_while_it_waits_ends_and_its_approval_does_nothing()
    {
        var (agent, tool) = (await host.Host.NewAgent(), host.NewTool());
        await host.Ask(agent, "tool.execute");
        var item = await host.Send(agent, _session, host.Calls((tool.Name, new { })));
        var approval = await host.Pending(agent);
        await host.Parked(agent, item);

        Assert.Equal(1, await host.Host.Grains.GetGrain<IQueueGrain>($"default/{agent}").Cancel(_session, "never mind"));
        await host.Answer(approval.Id);

        Assert.Equal(QueueItemStatus.Cancelled, (await host.Item(agent, item)).Status);
        Assert.Empty(tool.Runs);
        Assert.Equal(1, await host.Host.Scalar<long>(
            $"select count(*) from approval where id = '{approval.Id}' and due_at is null"));
    }

    [Fact]
    public async Task Secrets_in_arguments_are_masked_and_what_differs_in_them_is_another_act()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "memory.write");
        const string Text = "password=hunter2hunter2";
        foreach (var text in new[] { Text, Text + "x" })
            await host.Send(agent, SanctumHost.NewSession(), host.Calls(("memory_write", new { label = "notes", text })));

        await host.Pending(agent, count: 2);

        var approvals = (await host.List(agent)).Items;
        Assert.All(approvals, one => Assert.Contains("password=[REDACTED]", one.Arguments, StringComparison.Ordinal));
        Assert.Equal(2, approvals.Select(one => one.ArgumentsHash).Distinct().Count());
        Assert.Equal(0, await host.Host.Scalar<long>(
            $"select count(*) from approval where agent = '{agent}' and approval::text like '%hunter2%'"));
    }
}
