using System.Collections.Immutable;
using Sanctum.Tools;

namespace Sanctum.Turns;

/// <summary>A turn as its rows describe it.</summary>
/// <param name="Lease">The leased item.</param>
/// <param name="Context">
/// The session's recent entries, the turn's own among them, in order; the worker gives these to the model.
/// </param>
/// <param name="Steps">Model answers the turn has so far.</param>
/// <param name="OpenCalls">Tool calls that have no result yet.</param>
/// <param name="HeldUntil">
/// Where all open calls wait for a person under this lease: when the first of them stops waiting, UTC; else null.
/// </param>
[GenerateSerializer, Immutable, Alias("sanctum.turn-progress")]
public sealed record TurnProgress(
    [property: Id(0)] TurnLease Lease,
    [property: Id(1)] ImmutableArray<TranscriptEntry> Context,
    [property: Id(2)] int Steps,
    [property: Id(3)] ImmutableArray<ToolCall> OpenCalls,
    [property: Id(4)] DateTimeOffset? HeldUntil = null)
{
    /// <summary>The compaction that <see cref="Context"/> follows, or null.</summary>
    [Id(5)]
    public Compaction? Compaction { get; init; }

    /// <summary>
    /// The passages that were recalled before the turn's first model call, the same for all its calls; empty where there are
    /// none.
    /// </summary>
    [Id(6)]
    public ImmutableArray<RecalledPassage> Recalled { get; init; } = [];
}
