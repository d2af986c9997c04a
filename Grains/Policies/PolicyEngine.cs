namespace Sanctum.Policies;

/// <summary>
/// Asks every source that is concerned. One refusal refuses; a source that fails refuses; an action that is not among
/// <see cref="PolicyActions"/> is refused. Acts go through the gate of the approvals, which asks a person where a source wants
/// it.
/// </summary>
internal sealed class PolicyEngine(IEnumerable<IPolicySource> sources, PolicyMeter meter)
{
    private const string Engine = "engine";

    private readonly IPolicySource[] _sources = [.. sources.OrderBy(source => source.Order)];

    /// <summary>Whether an act of this kind may be refused, or wait for a person, at all.</summary>
    public bool IsConcerned(string tenant, string action) => _sources.Any(source => source.IsConcerned(tenant, action));

    /// <summary>Decides, and counts the decision.</summary>
    public async ValueTask<PolicyAnswer> Decide(PolicyRequest request, CancellationToken cancellationToken = default)
    {
        if (!PolicyActions.All.Contains(request.Action))
            return Refuse(request, Engine, PolicyDecision.Undecided("no policy decides about this action."));
        var (asks, asked) = ("", PolicyDecision.Allow);
        foreach (var source in _sources)
        {
            if (!source.IsConcerned(request.Subject.Tenant, request.Action))
                continue;
            var decision = await Ask(source, request, cancellationToken);
            if (decision.IsRefused)
                return Refuse(request, source.Name, decision);
            if (decision.Terms is not null && asks.Length == 0)
                asks = source.Name;
            asked = asked.And(decision);
        }
        if (asked.Terms is not { } terms)
        {
            meter.Allowed(request.Action);
            return asked.IsContainmentLifted ? Allowed with { IsContainmentLifted = true } : Allowed;
        }
        meter.Asked(request.Action, asks);
        return new PolicyAnswer(false, asks, asked.Reason, Undecided: false, terms);
    }

    private static readonly PolicyAnswer Allowed = new(true, null, null, Undecided: false);

    private PolicyAnswer Refuse(PolicyRequest request, string source, PolicyDecision decision)
    {
        meter.Refused(request.Action, source, decision.IsUndecided);
        return new PolicyAnswer(false, source, decision.Reason, decision.IsUndecided);
    }

    private static async ValueTask<PolicyDecision> Ask(
        IPolicySource source, PolicyRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await source.Decide(request, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return PolicyDecision.Undecided($"the source '{source.Name}' could not decide ({exception.GetType().Name}).");
        }
    }
}
