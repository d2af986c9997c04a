namespace Sanctum.Policies;

/// <summary>The rules in code. One refusal refuses; a rule that fails refuses.</summary>
internal sealed class RuleSource(IEnumerable<IPolicyRule> rules) : IPolicySource
{
    private readonly ILookup<string, IPolicyRule> _byAction = rules.ToLookup(rule => rule.Action, StringComparer.Ordinal);

    public string Name => "rules";

    public int Order => 0;

    public bool IsConcerned(string tenant, string action) => _byAction.Contains(action);

    public ValueTask<PolicyDecision> Decide(PolicyRequest request, CancellationToken cancellationToken)
    {
        foreach (var rule in _byAction[request.Action])
        {
            var decision = Ask(rule, request);
            if (!decision.IsAllowed)
                return new(decision);
        }
        return new(PolicyDecision.Allow);
    }

    private static PolicyDecision Ask(IPolicyRule rule, PolicyRequest request)
    {
        try
        {
            return rule.ReasonToDeny(request) is { } reason ? PolicyDecision.Deny(reason) : PolicyDecision.Allow;
        }
        catch (Exception exception)
        {
            // A rule that cannot decide must not let anything pass.
            return PolicyDecision.Undecided($"the rule {rule.GetType().Name} could not decide ({exception.GetType().Name}).");
        }
    }
}
