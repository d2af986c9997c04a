using Sanctum.Trust;

namespace Sanctum.Turns;

/// <summary>A passage of archival memory that a turn's model calls are given, as it was when the turn began.</summary>
/// <param name="Id">The passage.</param>
/// <param name="Version">Which version of it.</param>
/// <param name="Text">Its text, cut at its end where it alone would exceed the budget.</param>
/// <param name="Source">Where it comes from; may be empty.</param>
/// <param name="CreatedAt">When it was inserted, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.recalled-passage")]
public sealed record RecalledPassage(
    [property: Id(0)] Guid Id,
    [property: Id(1)] int Version,
    [property: Id(2)] string Text,
    [property: Id(3)] string Source,
    [property: Id(4)] DateTimeOffset CreatedAt)
{
    /// <summary>How far it is trusted.</summary>
    [Id(5)]
    public TrustLevel Trust { get; init; }
}
