namespace Sanctum.Policies;

/// <summary>Where decisions come from. An implementation is found by this interface; nothing else names it.</summary>
internal interface IPolicySource
{
    /// <summary>Its name in answers and metrics.</summary>
    string Name { get; }

    /// <summary>Sources of a lower order are asked first; those that cost a request come last.</summary>
    int Order { get; }

    /// <summary>Whether it may refuse an action of a tenant; if not, it need not be asked.</summary>
    bool IsConcerned(string tenant, string action);

    /// <summary>Decides. A failure counts as undecided, which refuses.</summary>
    ValueTask<PolicyDecision> Decide(PolicyRequest request, CancellationToken cancellationToken);
}
