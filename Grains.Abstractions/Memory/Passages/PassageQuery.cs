using System.Collections.Immutable;
using Sanctum.Embeddings;

namespace Sanctum.Memory;

/// <summary>A search of an agent's passages.</summary>
/// <param name="Text">What is searched for; 1 to 1,000 characters.</param>
/// <param name="Tags">Tags that a passage must have, all of them; at most 16.</param>
/// <param name="Source">The source that a passage must have; null for any.</param>
/// <param name="Since">Passages created at this time or later; null for any.</param>
/// <param name="Until">Passages created before this time; null for any.</param>
/// <param name="Limit">1 to 50.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passage-query")]
public sealed record PassageQuery(
    [property: Id(0)] string Text,
    [property: Id(1)] ImmutableArray<string> Tags,
    [property: Id(2)] string? Source,
    [property: Id(3)] DateTimeOffset? Since,
    [property: Id(4)] DateTimeOffset? Until,
    [property: Id(5)] int Limit);

/// <summary>What a search found.</summary>
/// <param name="Items">Best first.</param>
/// <param name="Vectors">Whether vectors took part.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passage-hits")]
public sealed record PassageHits(
    [property: Id(0)] ImmutableArray<PassageHit> Items, [property: Id(1)] VectorUse Vectors);

/// <summary>A passage that a search found.</summary>
/// <param name="Passage">The passage.</param>
/// <param name="Score">
/// Sum of the parts: 1 / (60 + rank) of the list by words, and the same of the list by vectors times the weight of the model.
/// </param>
/// <param name="Parts">Its place in each list.</param>
/// <param name="Highlight">Extracts of the text, with the words of the query between <c>**</c>.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passage-hit")]
public sealed record PassageHit(
    [property: Id(0)] Passage Passage,
    [property: Id(1)] double Score,
    [property: Id(2)] ScoreParts Parts,
    [property: Id(3)] string Highlight);
