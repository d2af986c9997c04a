namespace Sanctum.Policies;

/// <summary>A policy document as it was read, ready to decide.</summary>
internal interface IPolicyDocument : IDisposable
{
    /// <summary>What it says it is for.</summary>
    string Description { get; }

    /// <summary>Whether it says anything about an action.</summary>
    bool IsConcerned(string action);

    /// <summary>Decides about an act that it is concerned with.</summary>
    PolicyDecision Decide(PolicyAct act);
}
