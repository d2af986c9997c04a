namespace Orleans;

/// <summary>Why an activation ends.</summary>
/// <param name="ReasonCode">The kind of reason.</param>
/// <param name="Description">For people.</param>
/// <param name="Exception">What caused it, or null.</param>
public readonly record struct DeactivationReason(DeactivationReasonCode ReasonCode, string Description, Exception? Exception = null);

/// <summary>Kinds of reasons to end an activation.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>Not said.</summary>
    None,

    /// <summary>The process stops.</summary>
    ShuttingDown,

    /// <summary>It could not be activated.</summary>
    ActivationFailed,

    /// <summary>Nobody called it for a while.</summary>
    ActivationIdle,

    /// <summary>Its state on storage was another's.</summary>
    ApplicationError,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,
}
