using System.Collections.Immutable;

namespace Sanctum.Tools;

/// <summary>What tools there are; keyed <c>{tenant}/tools</c>.</summary>
[Alias("sanctum.IToolCatalogWorker")]
public interface IToolCatalogWorker : IGrainWithStringKey
{
    /// <summary>Every tool, in the order of their names.</summary>
    [Alias("List")]
    Task<ImmutableArray<ToolDescription>> List();
}

/// <summary>A tool as models and people see it.</summary>
/// <param name="Name">Unique; <c>^[a-z][a-z0-9_]{0,63}$</c>.</param>
/// <param name="Description">What it does, for the model.</param>
/// <param name="ParametersSchema">JSON Schema of its arguments, an object.</param>
/// <param name="Effects">What happens if it is run twice.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-description")]
public sealed record ToolDescription(
    [property: Id(0)] string Name, [property: Id(1)] string Description, [property: Id(2)] string ParametersSchema, [property: Id(3)] ToolEffects Effects);

/// <summary>What a tool changes, and so whether an interrupted call may be run again.</summary>
public enum ToolEffects
{
    /// <summary>It only looks: run it again freely.</summary>
    None,

    /// <summary>It changes something once per call id: running it again with the same id is harmless.</summary>
    Idempotent,

    /// <summary>It cannot tell a repeat: an interrupted call is reported as of unknown outcome, never run again.</summary>
    Unrepeatable,
}
