using FsCheck;
using FsCheck.Fluent;
using Sanctum.Errors;

namespace Sanctum.Policies;

public sealed class PolicyDocumentTests
{
    private static readonly Dictionary<string, object?> Ada = new()
    {
        ["agent"] = new Dictionary<string, object?> { ["id"] = "ada" },
    };

    // Documents of rules need no engine.
    private static readonly PolicyDocumentReader Reader = new(runtime: null!);

    [Fact]
    public void A_rule_that_denies_wins_over_one_that_allows()
    {
        var policy = Read(
            """
            rules:
              - { name: all, actions: [tool.execute], effect: allow }
              - { name: ada, actions: [tool.execute], when: "agent.id == 'ada'", reason: not ada. }
            """);

        Assert.Equal(PolicyDecision.Deny("not ada."), policy.Decide("tool.execute", Ada));
        Assert.True(policy.IsConcerned("tool.execute"));
        Assert.False(policy.IsConcerned("memory.write"));
    }

    [Fact]
    public void A_rule_that_asks_wins_over_one_that_allows_and_loses_to_one_that_denies()
    {
        const string Asks = "{ name: ask, actions: [tool.execute], effect: ask, reason: it is dear., approval: { risk: high } }";
        const string Allows = "{ name: all, actions: [tool.execute], effect: allow }";
        const string Denies = "{ name: no, actions: [tool.execute], reason: not ada. }";

        var asked = Read($"otherwise: deny\nrules: [ {Asks}, {Allows} ]").Decide("tool.execute", Ada);
        var denied = Read($"rules: [ {Asks}, {Denies} ]").Decide("tool.execute", Ada);

        Assert.Equal((false, false, "it is dear."), (asked.IsAllowed, asked.IsRefused, asked.Reason));
        Assert.Equal((ApprovalRisk.High, TimeSpan.FromDays(1)), (asked.Terms!.Risk, asked.Terms.Deadline));
        Assert.True(denied.IsRefused);
    }

    [Theory]
    [InlineData("effect: ask", "rules[0].reason")]
    [InlineData("effect: allow, approval: { risk: low }", "rules[0].approval")]
    [InlineData("effect: ask, reason: x, contained: true", "rules[0].contained")]
    [InlineData("effect: allow, contained: often", "rules[0].contained")]
    [InlineData("effect: ask, reason: x, approval: { deadline: 29d }", "rules[0].approval.deadline")]
    [InlineData("effect: ask, reason: x, approval: { deadline: 0s }", "rules[0].approval.deadline")]
    [InlineData("effect: ask, reason: x, approval: { deadline: soon }", "rules[0].approval.deadline")]
    [InlineData("effect: ask, reason: x, approval: { deadline: 99999999999d }", "rules[0].approval.deadline")]
    [InlineData("effect: ask, reason: x, approval: { who: [ada] }", "rules[0].approval.who")]
    [InlineData("effect: ask, reason: x, approval: { who: ['role/a b'] }", "rules[0].approval.who")]
    [InlineData("effect: ask, reason: x, approval: { who: ['*:*'] }", "rules[0].approval.who")]
    [InlineData("effect: ask, reason: x, approval: { then: wait }", "rules[0].approval.then")]
    [InlineData("effect: ask, reason: x, approval: { risk: huge }", "rules[0].approval.risk")]
    [InlineData("effect: ask, reason: x, approval: { colour: red }", "rules[0].approval.colour")]
    public void Terms_of_an_approval_that_do_not_fit_are_told_with_their_field(string rule, string field)
    {
        var refusal = Assert.Throws<InvalidRequestException>(
            () => Read($"rules: [ {{ name: a, actions: [tool.execute], {rule} }} ]"));

        Assert.Equal([field], refusal.Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData("agent.id == 'ada'", true)]
    [InlineData("agent.id == 'bob'", false)]
    public void A_document_that_denies_otherwise_needs_a_rule_that_allows(string when, bool isAllowed)
    {
        var policy = Read(
            $$"""
            otherwise: deny
            rules: [ { name: one, actions: [publish.post], effect: allow, when: "{{when}}" } ]
            """);

        var decision = policy.Decide("publish.post", Ada);

        Assert.Equal((isAllowed, false), (decision.IsAllowed, decision.IsUndecided));
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("deny")]
    public void A_condition_that_cannot_be_evaluated_refuses(string effect)
    {
        var policy = Read(
            $$"""rules: [ { name: one, actions: [publish.post], effect: {{effect}}, when: "post.text == ''", reason: no. } ]""");

        var decision = policy.Decide("publish.post", Ada);

        Assert.Equal((false, true), (decision.IsAllowed, decision.IsUndecided));
        Assert.Contains("rule 'one' of policy 'test'", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_is_told_with_its_field_and_line()
    {
        var refusal = Assert.Throws<InvalidRequestException>(() => Read(
            """
            otherwise: maybe
            colour: green
            rules:
              - name: one
                actions: [tool.execute, tool.paint]
                when: "agent.id =="
              - name: one
                effect: maybe
            """));

        Assert.Equal(
            [
                ("otherwise", 1), ("rules[0].reason", 4), ("rules[0].actions", 5), ("rules[0].when", 6), ("rules[1].name", 7),
                ("rules[1].effect", 8), ("rules[1].actions", 7), ("colour", 2),
            ],
            refusal.Errors.Select(error => (error.Field, error.Line!.Value)));
    }

    [Theory]
    [InlineData("rules: []")]
    [InlineData("description: nothing else")]
    [InlineData("rules: [1, 2]")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("rules: [ { name: a, actions: [tool.execute], effect: allow, when: 3 ] ")]
    public void A_document_without_rules_is_refused(string document) =>
        Assert.Throws<InvalidRequestException>(() => Read(document));

    [Fact]
    public void A_document_has_at_most_100_rules_and_32_768_characters()
    {
        var many = "rules:\n" + string.Concat(Enumerable.Range(0, 101).Select(
            i => $"  - {{ name: r{i}, actions: [tool.execute], effect: allow }}\n"));

        Assert.Contains("has 101 rules", Refusal(many), StringComparison.Ordinal);
        Assert.Contains("32768", Refusal(new string(' ', 32_769)), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_text_is_it_is_read_or_refused() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var document = $"rules: [ {{ name: a, actions: [tool.execute], effect: allow, when: {text.Get} }} ]";
            try
            {
                return Enum.IsDefined(Read(document).Rules[0].Test(Ada));
            }
            catch (InvalidRequestException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();

    private static string Refusal(string document) =>
        Assert.Throws<InvalidRequestException>(() => Read(document)).Message;

    private static PolicyDocument Read(string document) => (PolicyDocument)Reader.Read("test", document);
}
