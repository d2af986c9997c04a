using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Identity;

namespace Sanctum.Policies;

public sealed class PolicyEngineTests : IDisposable
{
    private static readonly PolicyRequest Request = new(PolicyActions.ToolExecute, GrainKey.InDefaultTenant("ada"));

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public async Task What_no_source_speaks_against_is_allowed() =>
        Assert.True((await Decide(() => PolicyDecision.Allow)).Allowed);

    [Fact]
    public async Task Action_that_no_policy_decides_about_is_refused()
    {
        var answer = await Engine(() => PolicyDecision.Allow).Decide(Request with { Action = "agent.invent" });

        Assert.Equal((false, true), (answer.Allowed, answer.Undecided));
    }

    [Fact]
    public async Task One_source_that_denies_is_enough()
    {
        var answer = await Decide(
            () => PolicyDecision.Allow, () => PolicyDecision.Deny("not today."), () => PolicyDecision.Allow);

        Assert.Equal((false, "not today.", false), (answer.Allowed, answer.Reason, answer.Undecided));
    }

    [Fact]
    public async Task Who_asks_is_heard_only_where_nobody_denies_and_the_terms_of_all_hold()
    {
        var first = new ApprovalTerms([["user/ada"]], TimeSpan.FromHours(2), AllowsAtDeadline: true, ApprovalRisk.Low);
        var second = new ApprovalTerms([["role/boss"]], TimeSpan.FromHours(1), AllowsAtDeadline: false, ApprovalRisk.High);

        var denied = await Decide(() => PolicyDecision.Ask("dear.", first), () => PolicyDecision.Deny("not today."));
        var asked = await Decide(
            () => PolicyDecision.Ask("dear.", first), () => PolicyDecision.Allow, () => PolicyDecision.Ask("rare.", second));

        Assert.Equal((false, null, "source 1"), (denied.Allowed, denied.Approval, denied.Source));
        Assert.Equal((false, "source 0", "dear. rare."), (asked.Allowed, asked.Source, asked.Reason));
        var terms = asked.Approval!;
        Assert.Equal(
            (TimeSpan.FromHours(1), false, ApprovalRisk.High, 2),
            (terms.Deadline, terms.AllowsAtDeadline, terms.Risk, terms.Who.Length));
    }

    [Fact]
    public async Task Source_that_fails_refuses_and_is_named_without_what_it_said()
    {
        var answer = await Decide(() => PolicyDecision.Allow, () => throw new InvalidOperationException("secret inside"));

        Assert.Equal((false, true, "source 1"), (answer.Allowed, answer.Undecided, answer.Source));
        Assert.DoesNotContain("secret inside", answer.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _services.Dispose();

    private ValueTask<PolicyAnswer> Decide(params Func<PolicyDecision>[] decisions) => Engine(decisions).Decide(Request);

    private PolicyEngine Engine(params Func<PolicyDecision>[] decisions) => new(
        decisions.Select((decide, order) => new ScriptedSource(order, decide)),
        new PolicyMeter(_services.GetRequiredService<IMeterFactory>()));

    private sealed class ScriptedSource(int order, Func<PolicyDecision> decide) : IPolicySource
    {
        public string Name => $"source {order}";

        public int Order => order;

        public bool IsConcerned(string tenant, string action) => true;

        public ValueTask<PolicyDecision> Decide(PolicyRequest request, CancellationToken cancellationToken) => new(decide());
    }
}
