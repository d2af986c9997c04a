using Sanctum.Access;
using Sanctum.Errors;

namespace Sanctum.Approvals;

/// <summary>Who may answer.</summary>
public sealed class ApprovalRightsTests(ApprovalHost host) : IClassFixture<ApprovalHost>
{
    [Theory]
    [InlineData("user/ada", PrincipalKind.User, "ada", "approvals:answer", true)]
    [InlineData("user/ada", PrincipalKind.User, "bob", "*:*", false)]
    [InlineData("user/ada", PrincipalKind.Key, "ada", "*:*", false)]
    [InlineData("payments:approve", PrincipalKind.User, "bob", "approvals:answer payments:approve", true)]
    [InlineData("payments:approve", PrincipalKind.Key, "k", "payments:*", true)]
    [InlineData("payments:approve", PrincipalKind.User, "bob", "approvals:answer", false)]
    [InlineData("role/treasurer", PrincipalKind.User, "bob", "approvals:answer", false)]
    [InlineData("role/treasurer", PrincipalKind.User, "tom", "approvals:answer", true)]
    public async Task Only_those_whom_the_policy_names_may_answer(
        string who, PrincipalKind kind, string name, string permissions, bool may)
    {
        await AddTreasurer("tom");
        var approval = await Ask($$"""{ who: [{{who}}] }""");

        var refusal = await Record.ExceptionAsync(() => host.AnswerAs(approval, name, kind, permissions));

        Assert.Equal(may ? null : typeof(MissingPermissionException), refusal?.GetType());
        var answered = await host.Grain(approval).Get();
        Assert.Equal(
            may ? (ApprovalState.Approved, $"{kind.ToString().ToLowerInvariant()}/{name}") : (ApprovalState.Pending, null),
            (answered.State, answered.AnsweredBy));
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_answers_what_names_people()
    {
        var approval = await Ask("{ who: [user/ada, user/bob] }");

        var refusal = await Assert.ThrowsAsync<MissingPermissionException>(() => host.Answer(approval));

        Assert.Contains("user/ada, user/bob", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_never_answers()
    {
        var approval = await Ask("{}");

        await Assert.ThrowsAsync<MissingPermissionException>(
            () => host.AnswerAs(approval, "ada", PrincipalKind.Agent, "*:*"));

        Assert.Equal(ApprovalState.Pending, (await host.Grain(approval).Get()).State);
    }

    [Fact]
    public async Task Two_policies_that_ask_are_both_to_be_satisfied_and_the_stricter_terms_hold()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "tool.execute", "{ who: [user/ada], deadline: 1h, then: allow, risk: high }");
        await host.Put($"{agent}-b", $$"""
            rules: [ { name: b, actions: [tool.execute], when: "agent.id == '{{agent}}'", effect: ask, reason: "two.",
                       approval: { who: [user/bob, "payments:approve"], deadline: 2h } } ]
            """);
        await host.Send(agent, SanctumHost.NewSession(), host.Calls((host.NewTool().Name, new { })));
        var approval = await host.Pending(agent);

        Assert.Equal([["user/ada"], ["user/bob", "payments:approve"]], approval.Who.Select(group => group.ToArray()));
        Assert.Equal((Policies.ApprovalRisk.High, false), (approval.Risk, approval.AllowsAtDeadline));
        Assert.Equal("it is dear. two.", approval.Reason);
        Assert.Equal(TimeSpan.FromHours(1), approval.Deadline - approval.RequestedAt);
        await Assert.ThrowsAsync<MissingPermissionException>(() => host.AnswerAs(approval.Id, "ada"));
        await Assert.ThrowsAsync<MissingPermissionException>(() => host.AnswerAs(approval.Id, "bob"));
        Assert.Equal(
            "user/ada", (await host.AnswerAs(approval.Id, "ada", permissions: "approvals:answer payments:approve")).AnsweredBy);
    }

    [Fact]
    public async Task A_note_is_bounded()
    {
        var approval = await Ask("{}");

        var tooLong = await Assert.ThrowsAsync<InvalidRequestException>(
            () => host.Answer(approval, note: new string('x', 1_001)));
        await Assert.ThrowsAsync<InvalidRequestException>(() => host.Answer(approval, note: "a\0b"));
        await Assert.ThrowsAsync<NotFoundException>(() => host.Answer(Guid.CreateVersion7()));

        Assert.Equal("note: has 1001 characters; the limit is 1000.", tooLong.Message);
        Assert.Equal(1_000, (await host.Answer(approval, note: new string('x', 1_000))).Note!.Length);
    }

    private async Task<Guid> Ask(string terms)
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "tool.execute", terms);
        await host.Send(agent, SanctumHost.NewSession(), host.Calls((host.NewTool().Name, new { })));
        return (await host.Pending(agent)).Id;
    }

    private Task AddTreasurer(string name) => host.Host.Execute(
        $"""
        insert into roles (tenant, name, created_at) values ('default', 'treasurer', now()) on conflict do nothing;
        insert into users (tenant, username, id, password_hash, password_changed_at, created_at)
        values ('default', '{name}', gen_random_uuid(), '', now(), now()) on conflict do nothing;
        insert into user_roles (tenant, username, role) values ('default', '{name}', 'treasurer') on conflict do nothing
        """);
}
