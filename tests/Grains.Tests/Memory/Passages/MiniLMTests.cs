using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Sanctum.Embeddings;
using Sanctum.Embeddings.MiniLM;
using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Memory;

/// <summary>The local model, with the files that the build of these tests puts beside its output.</summary>
public sealed class MiniLMTests(MiniLMFixture model) : IClassFixture<MiniLMFixture>
{
    // As the documentation of Sentence Transformers prints them for all-MiniLM-L6-v2.
    [Theory]
    [InlineData("The weather is lovely today.", "It's so sunny outside!", 0.6660)]
    [InlineData("The weather is lovely today.", "He drove to the stadium.", 0.1046)]
    [InlineData("It's so sunny outside!", "He drove to the stadium.", 0.1411)]
    [InlineData("The new movie is awesome", "The new movie is so great", 0.8939)]
    [InlineData("The cat sits outside", "The dog plays in the garden", 0.2838)]
    [InlineData("A man is playing guitar", "A woman watches TV", -0.0327)]
    public async Task Sentences_are_as_similar_as_the_reference_says(string one, string other, double expected)
    {
        var vectors = await Embed(one, other);

        Assert.Equal(expected, Similarity(vectors[0], vectors[1]), 0.002);
    }

    [Theory]
    [InlineData("a fast car", "an automobile that is quick", "a slow cooker")]
    [InlineData("what does Bob drink", "Bob likes green tea", "Bob drives to work")]
    [InlineData("when does the port close", "The harbour shuts at nine in the evening.", "The baker closes the oven.")]
    public async Task What_means_the_same_is_nearer_than_what_shares_words(string query, string same, string other)
    {
        var vectors = await Embed(query, same, other);

        Assert.True(Similarity(vectors[0], vectors[1]) > Similarity(vectors[0], vectors[2]) + 0.1);
    }

    [Fact]
    public async Task Texts_of_a_batch_have_the_vectors_that_they_have_alone_and_each_time()
    {
        string[] texts = ["", "tea", "A longer text, with\nlines and 3.14!", "naïve café 日本語 😀", new string('x', 500)];

        var together = await Embed(texts);

        for (var i = 0; i < texts.Length; i++)
        {
            var alone = (await Embed(texts[i]))[0];
            Assert.Equal(384, alone.Length);
            Assert.True(Similarity(alone, together[i]) > 0.9999, texts[i]);
            Assert.Equal(alone, (await Embed(texts[i]))[0]);
        }
    }

    [Fact]
    public async Task Hundred_texts_of_two_callers_have_each_its_own_vector()
    {
        var texts = Enumerable.Range(0, 50).Select(i => $"Note {i} about the number {i * 7}").ToArray();

        var both = await Task.WhenAll(Embed(texts), Embed([.. texts.Reverse()]));

        for (var i = 0; i < texts.Length; i++)
            Assert.True(Similarity(both[0][i], both[1][texts.Length - 1 - i]) > 0.9999, texts[i]);
        Assert.True(Similarity(both[0][0], both[0][1]) < 0.9999);
    }

    [Fact]
    public async Task End_of_a_long_text_counts()
    {
        var long1 = string.Concat(Enumerable.Repeat("The committee met and nothing was decided. ", 100));

        var vectors = await Embed($"{long1} Bob likes green tea.", long1, "Bob likes green tea.");

        Assert.True(Similarity(vectors[0], vectors[2]) > Similarity(vectors[1], vectors[2]) + 0.02);
    }

    [Fact]
    public async Task Process_has_one_model_and_says_what_it_lacks()
    {
        Assert.Same(model.Provider.Create(), model.Provider.Create());
        Assert.Equal(2, model.Provider.DefaultRank);
        var without = new MiniLMEmbeddings(Options.Create(new MiniLMOptions { Folder = "no-such-folder" }));
        Assert.Null(without.DefaultRank);
        using var generator = without.Create();

        var missing = await Assert.ThrowsAsync<DependencyException>(() => generator.GenerateAsync(["text"]));

        Assert.Contains("./dev models", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_model_delays_embeddings_and_leaves_search_by_words()
    {
        var folder = Directory.CreateTempSubdirectory("sanctum-models-");
        foreach (var file in Directory.GetFiles(MiniLMFixture.Folder))
        {
            await using var whole = File.OpenRead(file);
            var torn = new byte[100_000];
            await whole.ReadExactlyAsync(torn);
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, Path.GetFileName(file)), torn);
        }
        var host = await new SanctumHost().Start(("Sanctum:Memory:Embeddings:MiniLM:Folder", folder.FullName));
        try
        {
            var memory = host.Grains.GetGrain<IPassagesGrain>("default/ada");
            await memory.Insert([PassageTests.New("A car"), PassageTests.New("A tree")], "test");

            var found = await memory.Search(new PassageQuery("tree", [], null, null, null, 3));

            Assert.Equal((VectorUse.Unavailable, "A tree"), (found.Vectors, found.Items[0].Passage.Text));
            await Eventually.True(async () => await host.Count(
                "select count(*) from memory_embedding where last_error like '%./dev models%' and due_at is not null") == 2);
        }
        finally
        {
            await host.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Search_finds_a_passage_by_its_meaning_alone()
    {
        var host = await new SanctumHost().Start(("Sanctum:Memory:Embeddings:MiniLM:Folder", MiniLMFixture.Folder));
        try
        {
            var memory = host.Grains.GetGrain<IPassagesGrain>("default/ada");
            await memory.Insert(
                [
                    PassageTests.New("She sold her automobile last spring."), PassageTests.New("The bakery opens at six."),
                    PassageTests.New("Letters are written with a pen."),
                ],
                "test");

            var found = await Eventually.Get(
                () => memory.Search(new PassageQuery("car", [], null, null, null, 3)),
                hits => hits.Vectors == VectorUse.Complete);

            Assert.Equal("She sold her automobile last spring.", found.Items[0].Passage.Text);
            Assert.Null(found.Items[0].Parts.WordRank);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private Task<float[][]> Embed(params string[] texts) => model.Embed(texts);

    private static double Similarity(float[] one, float[] other) => TensorPrimitives.CosineSimilarity<float>(one, other);
}

/// <summary>One loaded model.</summary>
public sealed class MiniLMFixture : IDisposable
{
    internal static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "models");

    private readonly Lazy<IEmbeddingGenerator<string, Embedding<float>>> _generator;

    public MiniLMFixture() => _generator = new(Provider.Create);

    internal MiniLMEmbeddings Provider { get; } = new(Options.Create(new MiniLMOptions
    {
        Folder = Folder,
    }));

    public void Dispose()
    {
        if (_generator.IsValueCreated)
            _generator.Value.Dispose();
    }

    internal async Task<float[][]> Embed(string[] texts) =>
        [.. (await _generator.Value.GenerateAsync(texts)).Select(embedding => embedding.Vector.ToArray())];
}
