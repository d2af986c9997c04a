using System.Collections.Immutable;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>A passage of archival memory.</summary>
/// <param name="Id">Unique for the agent.</param>
/// <param name="Text">The text.</param>
/// <param name="Tags">Sorted, without duplicates.</param>
/// <param name="Source">Where it comes from; may be empty.</param>
/// <param name="Importance">0 to 1; the more important of two equal matches comes first.</param>
/// <param name="Version">Counts its changes, from 1.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passage")]
public sealed record Passage(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Text,
    [property: Id(2)] ImmutableArray<string> Tags,
    [property: Id(3)] string Source,
    [property: Id(4)] double Importance,
    [property: Id(5)] int Version,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] DateTimeOffset UpdatedAt)
{
    /// <summary>How far it is trusted. A new text by a person is trusted as that of an operator.</summary>
    [Id(8)]
    public TrustLevel Trust { get; init; }
}

/// <summary>A passage to insert.</summary>
/// <param name="Id">Idempotency key.</param>
/// <param name="Text">1 to 8,192 bytes as UTF-8.</param>
/// <param name="Tags">At most 16, each 1 to 64 characters without commas.</param>
/// <param name="Source">At most 256 characters.</param>
/// <param name="Importance">0 to 1.</param>
[GenerateSerializer, Immutable, Alias("sanctum.new-passage")]
public sealed record NewPassage(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Text,
    [property: Id(2)] ImmutableArray<string> Tags,
    [property: Id(3)] string Source,
    [property: Id(4)] double Importance)
{
    /// <summary>How far the text is trusted.</summary>
    [Id(5)]
    public TrustLevel Trust { get; init; }
}

/// <summary>A change of a passage; null leaves a part as it is.</summary>
/// <param name="Text">The new text.</param>
/// <param name="Tags">The new tags.</param>
/// <param name="Source">The new source.</param>
/// <param name="Importance">The new importance.</param>
/// <param name="Version">The version that the passage must have; null for any.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passage-change")]
public sealed record PassageChange(
    [property: Id(0)] string? Text,
    [property: Id(1)] ImmutableArray<string>? Tags,
    [property: Id(2)] string? Source,
    [property: Id(3)] double? Importance,
    [property: Id(4)] int? Version);

/// <summary>A page of passages.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passage-page")]
public sealed record PassagePage([property: Id(0)] ImmutableArray<Passage> Items, [property: Id(1)] string? Next);
