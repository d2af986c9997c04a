using System.Diagnostics;
using Sanctum.Memory;
using Xunit.Abstractions;

namespace Sanctum.Embeddings;

public sealed class VectorIndexTests(ITestOutputHelper output)
{
    private const int Dimensions = 384;
    private const int Nearest = 10;
    private static readonly PassageFilter Any = new([], null, null, null);

    [Fact]
    public void Quantised_search_finds_what_exact_search_finds()
    {
        var random = new Random(7);
        var vectors = Clustered(random, clusters: 200, count: 20_000);
        var index = new VectorIndex<Guid>(vectors.Length);
        var ids = vectors.Select(vector => Put(index, vector)).ToArray();
        var (found, sought, time) = (0, 0, TimeSpan.Zero);

        foreach (var _ in Enumerable.Range(0, 100))
        {
            var query = Near(random, vectors[random.Next(vectors.Length)], 0.6f);
            var exact = vectors.Select((vector, place) => (Similarity: Cosine(query, vector), place))
                .OrderByDescending(one => one.Similarity).Take(Nearest).Select(one => ids[one.place]).ToHashSet();
            var begunAt = Stopwatch.GetTimestamp();
            var nearest = index.Search(QuantizedVector.Of(query), Any, Nearest);
            time += Stopwatch.GetElapsedTime(begunAt);
            found += nearest.Count(hit => exact.Contains(hit.Id));
            sought += Nearest;
        }

        output.WriteLine($"recall@10 {(double)found / sought:0.0000}; {time.TotalMilliseconds / 100:0.00} ms a search of 20,000");
        Assert.True(found >= 0.98 * sought, $"{found} of {sought}");
    }

    [Fact]
    public void Similarity_is_the_cosine_within_a_hundredth()
    {
        var random = new Random(11);
        var index = new VectorIndex<Guid>(1_000);
        var vectors = Clustered(random, clusters: 20, count: 500).ToDictionary(vector => Put(index, vector));
        var query = Near(random, vectors.Values.First(), 0.5f);

        var found = index.Search(QuantizedVector.Of(query), Any, 100);

        Assert.All(found, hit => Assert.Equal(Cosine(query, vectors[hit.Id]), hit.Score, 0.01));
        Assert.Equal(found.OrderByDescending(hit => hit.Score), found);
    }

    [Fact]
    public void Removed_and_replaced_vectors_are_not_found_any_more()
    {
        var random = new Random(13);
        var index = new VectorIndex<Guid>(10_000);
        var vectors = Clustered(random, clusters: 50, count: 3_000).ToDictionary(vector => Put(index, vector));
        var ids = vectors.Keys.ToArray();
        foreach (var id in ids[..1_500])
            index.Remove(id);
        index.Remove(Guid.NewGuid());
        var moved = ids[1_500];
        Put(index, vectors[ids[0]], moved, version: 2);
        Put(index, vectors[moved], moved, version: 1);

        Assert.Equal(1_500, index.Count);
        foreach (var id in ids[1_501..1_700])
            Assert.Equal(id, index.Search(QuantizedVector.Of(vectors[id]), Any, 1)[0].Id);
        Assert.Equal(moved, index.Search(QuantizedVector.Of(vectors[ids[0]]), Any, 1)[0].Id);
        Assert.DoesNotContain(
            index.Search(QuantizedVector.Of(vectors[ids[5]]), Any, 1_500), hit => Array.IndexOf(ids, hit.Id) < 1_500);
    }

    [Fact]
    public void Filters_hold_and_the_bound_is_kept()
    {
        var index = new VectorIndex<Guid>(3);
        float[] vector = [1, 2, 3];
        var day = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (one, other, late) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        index.Put(new EmbeddedText<Guid>(one, 1, QuantizedVector.Of(vector), day, "notes", ["a", "b"]));
        index.Put(new EmbeddedText<Guid>(other, 1, QuantizedVector.Of(vector), day.AddDays(1), "talk", ["a"]));
        index.Put(new EmbeddedText<Guid>(late, 1, QuantizedVector.Of(vector), day.AddDays(2), "", []));
        Assert.False(index.HasGaps);
        index.Put(new EmbeddedText<Guid>(Guid.NewGuid(), 1, QuantizedVector.Of(vector), day, "", []));

        Assert.True(index.HasGaps);
        Assert.Equal(3, Found(Any).Count);
        Assert.Equal([one], Found(Any with { Tags = ["b", "a"] }));
        Assert.Equal([other], Found(Any with { Source = "talk" }));
        Assert.Equal([other], Found(Any with { Since = day.AddDays(1), Until = day.AddDays(2) }));
        Assert.Empty(index.Search(QuantizedVector.Of([1f, 2f]), Any, 3));
        Assert.Empty(index.Search(QuantizedVector.Of([0f, 0f, 0f]), Any, 3));

        List<Guid> Found(PassageFilter filter) =>
            [.. index.Search(QuantizedVector.Of(vector), filter, 3).Select(hit => hit.Id)];
    }

    [Fact]
    public void Places_are_joined_whatever_the_scores_are()
    {
        Guid[] ids = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid())];

        var joined = RankFusion.Join<Guid>(
            [new(ids[0], 900), new(ids[1], 3), new(ids[2], 2)], [new(ids[1], 0.9), new(ids[3], 0.1)], weight: 0.5,
            _ => true);

        Assert.Equal(ids[1], joined[0].Id);
        Assert.Equal((1.0 / 62) + (0.5 / 61), joined[0].Score, 12);
        Assert.Equal(new ScoreParts(2, 3, 1, 0.9), joined[0].Parts);
        Assert.Equal([ids[0], ids[2], ids[3]], joined[1..].Select(one => one.Id));
    }

    [Fact]
    public void Hashed_vectors_are_near_for_other_forms_and_misspelt_words()
    {
        var near = Similarity("The gardener plants tomatoes", "gardeners planted a tomatoe");
        var far = Similarity("The gardener plants tomatoes", "Interest rates rose again");

        Assert.True(near > 0.3, $"{near}");
        Assert.True(far < near / 2, $"{far}, {near}");
        Assert.Equal(1, Similarity("Café", "CAFE"), 3);
        Assert.Equal(0, Similarity("!!!", "tea"), 6);

        static double Similarity(string one, string other) => Cosine(HashGenerator.Embed(one), HashGenerator.Embed(other));
    }

    private static Guid Put(VectorIndex<Guid> index, float[] vector, Guid? id = null, int version = 1)
    {
        var passage = id ?? Guid.NewGuid();
        index.Put(new EmbeddedText<Guid>(passage, version, QuantizedVector.Of(vector), DateTimeOffset.UnixEpoch, "", []));
        return passage;
    }

    // As those of sentences are: some hundred directions, and around each a cloud.
    private static float[][] Clustered(Random random, int clusters, int count)
    {
        var centres = Enumerable.Range(0, clusters).Select(_ => Gaussian(random)).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ => Near(random, centres[random.Next(clusters)], 0.8f))];
    }

    private static float[] Near(Random random, float[] centre, float spread)
    {
        var (noise, length) = (Gaussian(random), MathF.Sqrt(centre.Sum(value => value * value) / centre.Length));
        return [.. centre.Select((value, i) => value + spread * length * noise[i])];
    }

    private static float[] Gaussian(Random random) =>
    [
        .. Enumerable.Range(0, Dimensions).Select(_ => (float)(
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))),
    ];

    private static double Cosine(float[] one, float[] other)
    {
        var (product, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            product += (double)one[i] * other[i];
            first += (double)one[i] * one[i];
            second += (double)other[i] * other[i];
        }
        return first > 0 && second > 0 ? product / Math.Sqrt(first * second) : 0;
    }
}
