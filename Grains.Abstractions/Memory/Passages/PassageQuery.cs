using System.Collections.Immutable;

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
    [property: Id(2)] PassageScore Parts,
    [property: Id(3)] string Highlight);

/// <summary>The parts of a score.</summary>
/// <param name="WordRank">Place among the matches by words, from 1; null if none of the words matches.</param>
/// <param name="WordScore">Weight of the words that match; rare words weigh more.</param>
/// <param name="VectorRank">
/// Place among the nearest vectors, from 1; null if it is not among them. For a passage without a vector, its place by words.
/// </param>
/// <param name="Similarity">Cosine of the two vectors, -1 to 1; null for a passage without a vector.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passage-score")]
public sealed record PassageScore(
    [property: Id(0)] int? WordRank,
    [property: Id(1)] double? WordScore,
    [property: Id(2)] int? VectorRank,
    [property: Id(3)] double? Similarity);

/// <summary>Whether a search used vectors.</summary>
public enum VectorUse
{
    /// <summary>No embedding model is configured.</summary>
    Off,

    /// <summary>All passages have a vector of the model in use.</summary>
    Complete,

    /// <summary>Some passages have no vector yet, or more exist than the index may hold.</summary>
    Partial,

    /// <summary>The embedding model did not answer, or the index is still loading: words alone.</summary>
    Unavailable,
}
