using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Publishing;
using Sanctum.Queues;
using Sanctum.Retention;
using Sanctum.Testing;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Approvals;

/// <summary>Posts, runs, changes of memory and of agents that wait for a person.</summary>
public sealed class OtherApprovalTests(ApprovalHost host) : IClassFixture<ApprovalHost>
{
    [Fact]
    public async Task A_post_waits_in_its_outbox_and_goes_out_when_it_is_approved()
    {
        var (agent, account) = await Connect();
        await host.Host.Ended(account, host.Host.Platform.Notify(account, "first", thread: "t"));
        var approval = await host.Pending(agent);
        var waiting = Assert.Single(await Eventually.Get(
            () => Posts(account, OutboxStatus.WaitingApproval), posts => posts.Length == 1));
        Assert.Equal((approval.Id, $"post/{waiting.Id}"), (waiting.ApprovalId, approval.Subject));
        Assert.Empty(await Posts(account, OutboxStatus.Pending));
        await host.Host.Ended(account, host.Host.Platform.Notify(account, "second", thread: "t"));
        Assert.Equal(0, PostsOf(account));

        await host.Answer(approval.Id);

        await Eventually.True(() => Task.FromResult(PostsOf(account) == 1));
        var second = await host.Pending(agent);
        Assert.NotEqual(approval.Id, second.Id);
        var posted = Assert.Single(await Eventually.Get(() => Posts(account, OutboxStatus.Posted), posts => posts.Length == 1));
        Assert.Equal((waiting.Id, 0, null), (posted.Id, posted.Attempts, posted.ApprovalId));
    }

    [Fact]
    public async Task A_post_that_is_denied_is_discarded_and_its_item_ends_without_a_reply()
    {
        var (agent, account) = await Connect();
        var mention = host.Host.Platform.Notify(account, "hello");
        await host.Host.Ended(account, mention);

        await host.Answer((await host.Pending(agent)).Id, approves: false, "Too loud.", "user/ada");

        var discarded = Assert.Single(await Eventually.Get(
            () => Posts(account, OutboxStatus.Discarded), posts => posts.Length == 1));
        Assert.Equal("publish.post is denied: user/ada denied it: Too loud.", discarded.DiscardReason);
        Assert.Equal(("no_reply", StopReasons.Discarded), await host.Host.Item(account, mention));
        Assert.Equal(0, PostsOf(account));
    }

    [Fact]
    public async Task A_run_from_outside_waits_and_ends_with_the_answer()
    {
        var (agent, tool) = (await host.Host.NewAgent(), host.NewTool());
        await host.Ask(agent, "tool.execute");
        var (approved, denied) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var begun = await Run(approved).Begin(Request(agent, tool));
        await Run(denied).Begin(Request(agent, tool));
        await host.Pending(agent, count: 2);
        Assert.Null(begun.Result);
        Assert.Empty(tool.Runs);

        var other = (await Run(denied).Get()).ApprovalId!.Value;
        await host.Answer(begun.ApprovalId!.Value);
        await host.Answer(other, approves: false, "no.", "user/ada");

        Assert.Equal(ToolStatus.Ok, (await Ended(approved)).Status);
        var refused = await Ended(denied);
        Assert.Equal(
            (ToolStatus.Blocked, "tool.execute is denied: user/ada denied it: no."), (refused.Status, refused.Payload));
        Assert.Single(tool.Runs);
        Assert.Equal("operator/test", (await host.Grain(other).Get()).RequestedBy);
    }

    [Fact]
    public async Task Memory_that_an_agent_writes_by_a_tool_waits_with_its_turn()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "memory.write");
        var item = await host.Send(
            agent, SanctumHost.NewSession(), host.Calls(("memory_write", new { label = "notes", text = "tea" })));
        await host.Parked(agent, item);
        Assert.Null(await Memory(agent).Find("notes"));

        await host.Answer((await host.Pending(agent)).Id);

        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, item)).Status);
        Assert.Equal("tea", (await Memory(agent).Find("notes"))!.Value);
        Assert.Single((await host.List(agent)).Items);
    }

    [Fact]
    public async Task Memory_that_others_write_passes_once_when_the_same_request_is_repeated()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "memory.write");
        var first = await Assert.ThrowsAsync<ApprovalRequiredException>(() => Write(agent, "tea"));
        var repeated = await Assert.ThrowsAsync<ApprovalRequiredException>(() => Write(agent, "tea"));
        Assert.Equal(first.ApprovalId, repeated.ApprovalId);

        await host.Answer(first.ApprovalId);

        var other = await Assert.ThrowsAsync<ApprovalRequiredException>(() => Write(agent, "milk"));
        Assert.NotEqual(first.ApprovalId, other.ApprovalId);
        Assert.Equal("tea", (await Write(agent, "tea")).Value);
        Assert.NotNull((await host.Grain(first.ApprovalId).Get()).UsedAt);
        var again = await Assert.ThrowsAsync<ApprovalRequiredException>(() => Write(agent, "tea"));
        Assert.NotEqual(first.ApprovalId, again.ApprovalId);
    }

    [Fact]
    public async Task A_change_of_an_agent_that_is_denied_is_refused_once_and_then_asks_anew()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "agent.change");
        var grain = host.Host.Grains.GetGrain<IAgentGrain>($"default/{agent}");
        var present = await grain.Get();
        var changed = present.Definition with { Description = "Changed." };
        var asked = await Assert.ThrowsAsync<ApprovalRequiredException>(() => grain.Update(changed, present.Version));
        await host.Answer(asked.ApprovalId, approves: false, "no.", "user/ada");

        var denied = await Assert.ThrowsAsync<PolicyDeniedException>(() => grain.Update(changed, present.Version));
        var again = await Assert.ThrowsAsync<ApprovalRequiredException>(() => grain.Update(changed, present.Version));
        await host.Answer(again.ApprovalId);
        var updated = await grain.Update(changed, present.Version);

        Assert.Equal("user/ada denied it: no.", denied.Reason);
        Assert.Equal("Changed.", updated.Definition.Description);
        Assert.Contains("\"kind\":\"update\"", (await host.Grain(asked.ApprovalId).Get()).Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_requests_at_once_one_passes_with_one_answer()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "agent.change");
        var grain = host.Host.Grains.GetGrain<IAgentGrain>($"default/{agent}");
        var asked = await Assert.ThrowsAsync<ApprovalRequiredException>(() => grain.Retire());
        await host.Answer(asked.ApprovalId);
        var gate = host.Host.Part<ApprovalGate>();
        var request = Policies.PolicyRequest.AgentChange(new("default", agent), "retire");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Record.ExceptionAsync(
            () => gate.Check(request, new ApprovalAct($"agent/{agent}", Identity: null, "operator")).AsTask())));

        Assert.Single(outcomes, failure => failure is null);
        Assert.Single(outcomes.OfType<ApprovalRequiredException>().Select(failure => failure.ApprovalId).Distinct());
    }

    [Fact]
    public async Task At_most_1_000_approvals_of_an_agent_are_pending()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "memory.write");
        await host.Host.Execute(
            $$"""
            insert into approval (tenant, id, action, agent, subject, act_hash, arguments, arguments_hash, risk, reason,
                who, allows_at_end, requested_by, deadline)
            select 'default', gen_random_uuid(), 'memory.write', '{{agent}}', 'x', sha256(('{{agent}}' || n)::bytea), '{}',
                '', 'low', 'x', '{}', false, 'x', now() + interval '1 day'
            from generate_series(1, 999) n
            """);
        await Assert.ThrowsAsync<ApprovalRequiredException>(() => Write(agent, "tea"));

        var refused = await Assert.ThrowsAsync<Errors.LimitExceededException>(() => Write(agent, "milk"));

        Assert.Contains("1000 approvals", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approvals_go_90_days_after_their_answer_and_those_that_are_pending_or_unheard_stay()
    {
        var agent = $"old-{Guid.NewGuid():N}";
        await host.Host.Execute(
            $$"""
            insert into approval (tenant, id, action, agent, subject, act_hash, arguments, arguments_hash, risk, reason,
                who, allows_at_end, requested_by, deadline,
                                  state, answered_at, due_at)
            select 'default', gen_random_uuid(), 'memory.write', '{{agent}}', 'x', sha256(('{{agent}}' || n)::bytea), '{}',
                '', 'low', 'x', '{}', false, 'x', now() + interval '1 day',
                   case when ago is null then 'pending' else 'denied' end, now() - ago, now() + due
            from (values (1, interval '91 days', null), (2, interval '89 days', null), (3, interval '91 days',
                interval '1 day'), (4, null, interval '1 day')) as one (n, ago, due)
            """);

        Assert.True(await host.Host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune() >= 1);

        Assert.Equal(3, await host.Host.Scalar<long>($"select count(*) from approval where agent = '{agent}'"));
    }

    private async Task<(string Agent, string Account)> Connect()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "publish.post");
        return (agent, await host.Host.Connect(agent: agent));
    }

    private async Task<OutboxPost[]> Posts(string account, OutboxStatus status) =>
        [.. (await host.Host.Grains.GetGrain<IOutboxDirectoryGrain>("default/outboxes").List(
            new OutboxSelection(Platform: "scripted", Account: account, Status: status), null, 200)).Items];

    private int PostsOf(string account) => host.Host.Platform.Posts.Count(post => post.Account == account);

    private IToolRunGrain Run(Guid id) => host.Host.Grains.GetGrain<IToolRunGrain>($"default/{id}");

    private async Task<ToolResult> Ended(Guid id) =>
        (await Eventually.Get(() => Run(id).Get(), run => run.Result is not null)).Result!;

    private static ToolRunRequest Request(string agent, GatedTool tool) =>
        new(agent, tool.Name, "{}", SessionId: null, "operator/test");

    private IMemoryGrain Memory(string agent) => host.Host.Grains.GetGrain<IMemoryGrain>($"default/{agent}");

    private Task<MemoryBlock> Write(string agent, string text) => Memory(agent).Edit(
        new MemoryEdit(Guid.NewGuid().ToString(), "notes", MemoryEditKind.Write, text, null, "operator"));
}
