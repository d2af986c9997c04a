namespace Sanctum.Policies;

/// <summary>What a source of policy says of an act.</summary>
/// <param name="IsAllowed">Whether this source lets it pass.</param>
/// <param name="Reason">Why not, as the end of a sentence; empty where it passes.</param>
/// <param name="IsUndecided">Whether it is refused only because it could not be decided.</param>
internal readonly record struct PolicyDecision(bool IsAllowed, string Reason = "", bool IsUndecided = false)
{
    /// <summary>It may be done.</summary>
    public static readonly PolicyDecision Allow = new(true);

    /// <summary>It may not be done.</summary>
    public static PolicyDecision Deny(string reason) => new(false, reason);

    /// <summary>Nobody can say now; so it may not be done.</summary>
    public static PolicyDecision Undecided(string reason) => new(false, reason, IsUndecided: true);
}
