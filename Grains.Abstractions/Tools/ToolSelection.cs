using System.Collections.Immutable;

namespace Sanctum.Tools;

/// <summary>The tools that are registered for an agent, or taken from it; exactly one of the three is given.</summary>
/// <param name="Platform">Every tool of this platform.</param>
/// <param name="Names">These.</param>
/// <param name="All">Every tool, also those to come.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-selection")]
public sealed record ToolSelection(
    [property: Id(0)] string? Platform = null, [property: Id(1)] ImmutableArray<string>? Names = null,
    [property: Id(2)] bool All = false);
