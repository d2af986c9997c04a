using System.Collections.Immutable;

namespace Sanctum.Embeddings;

/// <summary>
/// Reciprocal rank fusion (Cormack, Clarke, Büttcher: SIGIR 2009): lists whose scores cannot be compared are joined by the
/// places of their entries.
/// </summary>
internal static class RankFusion
{
    /// <summary>The constant of the paper; the larger it is, the less the first places outweigh the others.</summary>
    public const int K = 60;

    /// <summary>The entries of both lists, best first.</summary>
    /// <param name="words">By words.</param>
    /// <param name="vectors">By vectors.</param>
    /// <param name="weight">How much a place by vectors counts beside the same place by words.</param>
    /// <param name="hasVector">
    /// Whether a text could be in <paramref name="vectors"/>. One that could not takes its place by words there too, so that
    /// it does not lose to lesser matches because it is not embedded yet.
    /// </param>
    public static ImmutableArray<FusedText<TKey>> Join<TKey>(
        IReadOnlyList<ScoredText<TKey>> words, IReadOnlyList<ScoredText<TKey>> vectors, double weight, Func<TKey, bool> hasVector)
        where TKey : notnull
    {
        var found = new Dictionary<TKey, ScoreParts>();
        for (var i = 0; i < words.Count; i++)
            found[words[i].Id] = new ScoreParts(i + 1, words[i].Score, hasVector(words[i].Id) ? null : i + 1, null);
        for (var i = 0; i < vectors.Count; i++)
        {
            var known = found.GetValueOrDefault(vectors[i].Id, new ScoreParts(null, null, null, null));
            found[vectors[i].Id] = known with { VectorRank = i + 1, Similarity = vectors[i].Score };
        }
        return
        [
            .. found.Select(entry => new FusedText<TKey>(entry.Key, ScoreOf(entry.Value, weight), entry.Value))
                .OrderByDescending(entry => entry.Score).ThenByDescending(entry => entry.Id),
        ];
    }

    private static double ScoreOf(ScoreParts parts, double weight) =>
        Part(parts.WordRank) + (weight * Part(parts.VectorRank));

    private static double Part(int? rank) => rank is { } place ? 1.0 / (K + place) : 0;
}

/// <summary>A text in one of the lists of a search.</summary>
/// <param name="Id">Whose text it is.</param>
/// <param name="Score">How well it matches, in the measure of its list.</param>
internal readonly record struct ScoredText<TKey>(TKey Id, double Score);

/// <summary>A text in the joined list.</summary>
/// <param name="Id">Whose text it is.</param>
/// <param name="Score">Sum of its parts.</param>
/// <param name="Parts">Its place in each list.</param>
internal readonly record struct FusedText<TKey>(TKey Id, double Score, ScoreParts Parts);
