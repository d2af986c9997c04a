using System.Collections.Immutable;

namespace Sanctum.Memory;

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
    /// Whether a passage could be in <paramref name="vectors"/>. One that could not takes its place by words there too, so that
    /// it does not lose to lesser matches because it is not embedded yet.
    /// </param>
    public static ImmutableArray<FusedPassage> Join(
        IReadOnlyList<ScoredPassage> words, IReadOnlyList<ScoredPassage> vectors, double weight, Func<Guid, bool> hasVector)
    {
        var found = new Dictionary<Guid, PassageScore>();
        for (var i = 0; i < words.Count; i++)
            found[words[i].Id] = new PassageScore(i + 1, words[i].Score, hasVector(words[i].Id) ? null : i + 1, null);
        for (var i = 0; i < vectors.Count; i++)
        {
            var known = found.GetValueOrDefault(vectors[i].Id, new PassageScore(null, null, null, null));
            found[vectors[i].Id] = known with { VectorRank = i + 1, Similarity = vectors[i].Score };
        }
        return
        [
            .. found.Select(entry => new FusedPassage(entry.Key, ScoreOf(entry.Value, weight), entry.Value))
                .OrderByDescending(entry => entry.Score).ThenByDescending(entry => entry.Id),
        ];
    }

    private static double ScoreOf(PassageScore parts, double weight) =>
        Part(parts.WordRank) + (weight * Part(parts.VectorRank));

    private static double Part(int? rank) => rank is { } place ? 1.0 / (K + place) : 0;
}

/// <summary>A passage in the joined list.</summary>
/// <param name="Id">The passage.</param>
/// <param name="Score">Sum of its parts.</param>
/// <param name="Parts">Its place in each list.</param>
internal readonly record struct FusedPassage(Guid Id, double Score, PassageScore Parts);
