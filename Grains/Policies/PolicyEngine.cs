using Sanctum.Errors;

namespace Sanctum.Policies;

/// <summary>
/// Asks every source that is concerned. One refusal refuses; a source that fails refuses; an action that is not among
/// <see cref="PolicyActions"/> is refused.
/// </summary>
internal sealed class PolicyEngine(IEnumerable<IPolicySource> sources, PolicyMeter meter)
{
    private const string Engine = "engine";

    private readonly IPolicySource[] _sources = [.. sources.OrderBy(source => source.Order)];

    /// <exception cref="PolicyDeniedException">The action is refused.</exception>
    public async ValueTask Check(PolicyRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await Decide(request, cancellationToken);
        if (!answer.Allowed)
            throw new PolicyDeniedException(request.Action, answer.Reason!);
    }

    /// <summary>Whether an act of this kind may be refused at all.</summary>
    public bool IsConcerned(string tenant, string action) => _sources.Any(source => source.IsConcerned(tenant, action));

    /// <summary>Decides, and counts the decision.</summary>
    public async ValueTask<PolicyAnswer> Decide(PolicyRequest request, CancellationToken cancellationToken = default)
    {
        if (!PolicyActions.All.Contains(request.Action))
            return Refuse(request, Engine, PolicyDecision.Undecided("no policy decides about this action."));
        foreach (var source in _sources)
        {
            if (!source.IsConcerned(request.Subject.Tenant, request.Action))
                continue;
            var decision = await Ask(source, request, cancellationToken);
            if (!decision.IsAllowed)
                return Refuse(request, source.Name, decision);
        }
        meter.Allowed(request.Action);
        return Allowed;
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
