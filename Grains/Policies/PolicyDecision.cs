namespace Sanctum.Policies;

/// <summary>What a source of policy says of an act.</summary>
/// <param name="IsAllowed">Whether this source lets it pass.</param>
/// <param name="Reason">Why not, as the end of a sentence; empty where it passes.</param>
/// <param name="IsUndecided">Whether it is refused only because it could not be decided.</param>
/// <param name="Terms">Under which terms a person is asked first; null where nobody is.</param>
internal readonly record struct PolicyDecision(
    bool IsAllowed, string Reason = "", bool IsUndecided = false, ApprovalTerms? Terms = null)
{
    /// <summary>Whether a rule allows it also where containment would refuse it.</summary>
    public bool IsContainmentLifted { get; init; }

    /// <summary>It may be done.</summary>
    public static readonly PolicyDecision Allow = new(true);

    /// <summary>It may not be done, whatever a person says.</summary>
    public bool IsRefused => !IsAllowed && Terms is null;

    /// <summary>It may not be done.</summary>
    public static PolicyDecision Deny(string reason) => new(false, reason);

    /// <summary>Nobody can say now; so it may not be done.</summary>
    public static PolicyDecision Undecided(string reason) => new(false, reason, IsUndecided: true);

    /// <summary>It may be done once a person allows it.</summary>
    public static PolicyDecision Ask(string reason, ApprovalTerms terms) => new(false, reason, Terms: terms);

    /// <summary>What two that do not refuse say together: who is asked by both satisfies both.</summary>
    public PolicyDecision And(PolicyDecision other)
    {
        var both = (Terms, other.Terms) switch
        {
            (null, _) => other,
            (_, null) => this,
            var (mine, others) => Ask($"{Reason} {other.Reason}", mine.And(others)),
        };
        return both with { IsContainmentLifted = IsContainmentLifted || other.IsContainmentLifted };
    }
}
