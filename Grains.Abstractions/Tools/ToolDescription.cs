using Sanctum.Trust;

namespace Sanctum.Tools;

/// <summary>A tool as models and people see it.</summary>
/// <param name="Name">Unique; <c>^[a-z][a-z0-9_]{0,63}$</c>.</param>
/// <param name="Description">What it does, for the model.</param>
/// <param name="ParametersSchema">JSON Schema of its arguments, an object.</param>
/// <param name="Effects">What happens if it is run twice.</param>
/// <param name="Platform">The platform that it acts on; null for a tool of no platform.</param>
/// <param name="Plugin">The plug-in that brings it; null for one of Sanctum's own.</param>
/// <param name="TimeLimit">How long it may run, if no operator decided otherwise.</param>
/// <param name="Isolation">Where it runs, if no operator decided otherwise; never <see cref="ToolIsolation.Default"/>.</param>
/// <param name="EndsTurnAs">The stop reason with which its turn ends; null if the turn continues.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-description")]
public sealed record ToolDescription(
    [property: Id(0)] string Name,
    [property: Id(1)] string Description,
    [property: Id(2)] string ParametersSchema,
    [property: Id(3)] ToolEffects Effects,
    [property: Id(4)] string? Platform = null,
    [property: Id(5)] string? Plugin = null,
    [property: Id(6)] TimeSpan TimeLimit = default,
    [property: Id(7)] ToolIsolation Isolation = ToolIsolation.None,
    [property: Id(8)] string? EndsTurnAs = null)
{
    /// <summary>How far its results are trusted.</summary>
    [Id(9)]
    public TrustLevel ResultTrust { get; init; }

    /// <summary>Which of the three kinds it is.</summary>
    public ToolKind Kind => (Platform, Plugin) switch
    {
        (not null, _) => ToolKind.Platform,
        (_, not null) => ToolKind.Custom,
        _ => ToolKind.Shared,
    };
}

/// <summary>The kinds of tools.</summary>
public enum ToolKind
{
    /// <summary>It acts on one platform.</summary>
    Platform,

    /// <summary>It is of use whatever the platform.</summary>
    Shared,

    /// <summary>Somebody else's plug-in brings it, for no platform.</summary>
    Custom,
}

/// <summary>What a tool changes, and so whether an interrupted call may be run again.</summary>
public enum ToolEffects
{
    /// <summary>It only looks: run it again freely.</summary>
    None,

    /// <summary>It changes something once per call id: running it again with the same id is harmless.</summary>
    Idempotent,

    /// <summary>
    /// It does not recognise a repeat: an interrupted call ends with an unknown outcome and is never run again.
    /// </summary>
    Unrepeatable,
}
