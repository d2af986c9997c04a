namespace Sanctum.Embeddings;

/// <summary>The parts of a score in a search by words and by meaning.</summary>
/// <param name="WordRank">Place among the matches by words, from 1; null if none of the words matches.</param>
/// <param name="WordScore">Weight of the words that match; rare words weigh more.</param>
/// <param name="VectorRank">
/// Place among the nearest vectors, from 1; null if it is not among them. For a text without a vector, its place by words.
/// </param>
/// <param name="Similarity">Cosine of the two vectors, -1 to 1; null for a text without a vector.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passage-score")]
public sealed record ScoreParts(
    [property: Id(0)] int? WordRank,
    [property: Id(1)] double? WordScore,
    [property: Id(2)] int? VectorRank,
    [property: Id(3)] double? Similarity);
