using System.Collections.Immutable;

namespace Sanctum.Policies;

/// <summary>A policy document of rules.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="DeniesOtherwise">Whether an action of the document that none of its rules allows is denied.</param>
/// <param name="Rules">In the order of the document.</param>
internal sealed record PolicyDocument(
    string Name, string Description, bool DeniesOtherwise, ImmutableArray<DocumentRule> Rules) : IPolicyDocument
{
    public bool IsConcerned(string action) => Rules.Any(rule => rule.Actions.Contains(action));

    public PolicyDecision Decide(PolicyAct act) => Decide(act.Action, act.Values);

    /// <summary>Decides: a rule that denies wins over those that ask, and these over those that allow.</summary>
    /// <param name="action">An action that it is concerned with.</param>
    /// <param name="input">What conditions read.</param>
    public PolicyDecision Decide(string action, IDictionary<string, object?> input)
    {
        var isAllowed = !DeniesOtherwise;
        var decision = PolicyDecision.Allow;
        foreach (var rule in Rules.Where(rule => rule.Actions.Contains(action)))
        {
            switch (rule.Test(input))
            {
                case ConditionResult.Failed:
                    return PolicyDecision.Undecided(
                        $"the condition of rule '{rule.Name}' of policy '{Name}' could not be evaluated.");
                case ConditionResult.Holds when rule.Denies:
                    return PolicyDecision.Deny(rule.Reason);
                case ConditionResult.Holds:
                    isAllowed = true;
                    decision = decision with { IsContainmentLifted = decision.IsContainmentLifted || rule.LiftsContainment };
                    if (rule.Terms is { } terms)
                        decision = decision.And(PolicyDecision.Ask(rule.Reason, terms));
                    break;
            }
        }
        return isAllowed ? decision : PolicyDecision.Deny($"no rule of policy '{Name}' allows it.");
    }

    // It holds nothing that must be given back.
    public void Dispose()
    {
    }
}

/// <summary>A rule of a document.</summary>
/// <param name="Name">Unique in the document.</param>
/// <param name="Actions">Names from <see cref="PolicyActions"/>.</param>
/// <param name="Denies">Whether it denies.</param>
/// <param name="Condition">When it applies; null always.</param>
/// <param name="Reason">Why it denies or asks, for the caller.</param>
/// <param name="Terms">Under which terms it asks a person; null where it denies or allows.</param>
internal sealed record DocumentRule(
    string Name, ImmutableArray<string> Actions, bool Denies, CelCondition? Condition, string Reason,
    ApprovalTerms? Terms = null)
{
    /// <summary>Whether it allows an act also where containment would refuse it.</summary>
    public bool LiftsContainment { get; init; }

    /// <summary>Whether the rule applies.</summary>
    public ConditionResult Test(IDictionary<string, object?> input) => Condition?.Test(input) ?? ConditionResult.Holds;
}
