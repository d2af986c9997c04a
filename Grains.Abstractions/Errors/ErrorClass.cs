namespace Sanctum.Errors;

/// <summary>What a failure means for the work that met it.</summary>
public enum ErrorClass
{
    /// <summary>Expected to go away by itself (network, 429, 5xx, storage away): retried with backoff.</summary>
    Transient,

    /// <summary>Will fail the same way again (bad credentials, refused content): never retried by itself.</summary>
    Permanent,

    /// <summary>The queued item itself cannot be used (corrupt, unreadable): parked for an operator.</summary>
    Queue,

    /// <summary>This process is in no state to do it (overload, out of resources): released for another to take.</summary>
    Health,
}
