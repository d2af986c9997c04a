namespace Sanctum.Policies;

/// <summary>A rule in code about one action. An implementation is found by this interface; nothing else names it.</summary>
internal interface IPolicyRule
{
    /// <summary>The action that it decides about; a name from <see cref="PolicyActions"/>.</summary>
    string Action { get; }

    /// <summary>Why the request is refused, or null.</summary>
    string? ReasonToDeny(PolicyRequest request);
}
