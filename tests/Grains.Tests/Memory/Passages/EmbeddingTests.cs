using Sanctum.Embeddings;
using Sanctum.Testing;

namespace Sanctum.Memory;

/// <summary>Embeddings by a server with OpenAI's API, over a real socket, and what happens when it fails.</summary>
public sealed class EmbeddingTests : IAsyncLifetime
{
    private EmbeddingServer _server = null!;

    public async Task InitializeAsync() => _server = await EmbeddingServer.Start();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task Passages_are_embedded_in_batches_with_the_key_and_found_by_meaning()
    {
        await using var run = await Start();

        await run.Grain.Insert(
            [.. Enumerable.Range(0, 40).Select(i => PassageTests.New($"Report {i}")), PassageTests.New("A car")], "test");
        var found = await run.Embedded("automobile");

        Assert.Equal("A car", found.Items[0].Passage.Text);
        Assert.Equal(1, found.Items[0].Parts.VectorRank);
        Assert.Equal(1, found.Items[0].Parts.Similarity!.Value, 0.01);
        Assert.All(_server.Requests, request => Assert.Equal("Bearer sk-test", request.Headers["authorization"]));
        Assert.Equal(16, _server.Largest);
        var before = _server.Requests.Count;
        await run.Search("automobile");
        Assert.Equal(before, _server.Requests.Count);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task Server_that_is_away_or_set_up_wrongly_delays_embeddings_and_leaves_search_by_words(int status)
    {
        await using var run = await Start();
        _server.Status = status;
        await run.Grain.Insert([PassageTests.New("A car"), PassageTests.New("A tree")], "test");

        var meanwhile = await run.Search("tree");
        Assert.Equal((VectorUse.Unavailable, "A tree"), (meanwhile.Vectors, meanwhile.Items[0].Passage.Text));
        await Eventually.True(async () => await run.Host.Count(
            $"select count(*) from memory_embedding where attempts > 1 and last_error like '%{status}%' and due_at is not null")
            == 2);
        _server.Status = 200;

        Assert.Equal("A car", (await run.Embedded("automobile")).Items[0].Passage.Text);
    }

    [Fact]
    public async Task Search_does_not_wait_for_a_server_that_hangs()
    {
        await using var run = await Start();
        await run.Grain.Insert([PassageTests.New("A car"), PassageTests.New("A tree")], "test");
        await run.Embedded("automobile");
        _server.IsHung = true;

        var found = await run.Search("a tree, please");

        Assert.Equal((VectorUse.Unavailable, "A tree"), (found.Vectors, found.Items[0].Passage.Text));
    }

    [Theory]
    [InlineData(503, false)]
    [InlineData(200, true)]
    public async Task Server_that_fails_each_call_is_left_alone(int status, bool isHung)
    {
        await using var run = await Start(circuitPause: "01:00:00", queryTimeout: "00:00:01");
        await run.Grain.Insert([PassageTests.New("A car")], "test");
        await run.Embedded("automobile");
        (_server.Status, _server.IsHung) = (status, isHung);

        var before = -1;
        await Eventually.True(async () =>
        {
            before = _server.Requests.Count;
            await run.Search($"car {Guid.NewGuid()}");
            return _server.Requests.Count == before;
        });
        var found = await run.Search("another car");

        Assert.Equal((VectorUse.Unavailable, "A car"), (found.Vectors, found.Items[0].Passage.Text));
        Assert.Equal(before, _server.Requests.Count);
        Assert.Equal(VectorUse.Complete, (await run.Search("automobile")).Vectors);
    }

    [Fact]
    public async Task Text_that_the_server_refuses_is_given_up_alone()
    {
        await using var run = await Start();

        await run.Grain.Insert([PassageTests.New("A car"), PassageTests.New("poison"), PassageTests.New("A tree")], "test");
        var found = await run.Embedded("automobile");

        Assert.Equal("A car", found.Items[0].Passage.Text);
        Assert.Equal(1, await run.Host.Count("select count(*) from memory_embedding where vector is null and due_at is null"));
        Assert.Contains((await run.Search("poison is")).Items, hit => hit.Passage.Text == "poison");
    }

    [Fact]
    public async Task Passage_without_a_vector_keeps_its_place_by_words()
    {
        await using var run = await Start();
        await run.Grain.Insert(
            [PassageTests.New("poison for trees"), .. Enumerable.Range(0, 9).Select(i => PassageTests.New($"Trees, part {i}"))],
            "test");
        await run.Embedded("automobile");

        var best = (await run.Search("which trees had poisons")).Items[0];

        Assert.Equal("poison for trees", best.Passage.Text);
        Assert.Equal((1, 1, null), (best.Parts.WordRank, best.Parts.VectorRank, best.Parts.Similarity));
        Assert.Equal(1.5 / 61, best.Score, 12);
    }

    [Fact]
    public async Task Changed_model_embeds_anew_while_searches_answer()
    {
        var database = await (await PostgresServer.Shared).CreateMigratedDatabase();
        var agent = $"a-{Guid.NewGuid():N}"[..20];
        await using (var before = await Start(database, agent, "hash"))
        {
            await before.Grain.Insert(
                [.. Enumerable.Range(0, 100).Select(i => PassageTests.New($"Report {i} on a car"))], "test");
            await before.Embedded("car");
        }

        await using var after = await Start(database, agent);
        Assert.Equal(10, (await after.Search("report on a car")).Items.Length);
        await after.Embedded("car");

        Assert.Equal(100, await after.Host.Count("select count(*) from memory_embedding where model = 'openai/test/0'"));
    }

    [Fact]
    public async Task Passages_that_were_never_embedded_are_once_a_model_is_configured()
    {
        var database = await (await PostgresServer.Shared).CreateMigratedDatabase();
        var agent = $"a-{Guid.NewGuid():N}"[..20];
        await using (var before = await Start(database, agent, "none"))
        {
            await before.Grain.Insert([PassageTests.New("A car")], "test");
            Assert.Equal(VectorUse.Off, (await before.Search("car")).Vectors);
            Assert.Equal("A car", (await before.Search("car")).Items[0].Passage.Text);
        }

        await using var after = await Start(database, agent);

        Assert.Equal("A car", (await after.Embedded("automobile")).Items[0].Passage.Text);
    }

    private async Task<Running> Start(
        string? database = null, string? agent = null, string provider = "openai",
        string circuitPause = "00:00:00.500", string queryTimeout = "00:00:10")
    {
        database ??= await (await PostgresServer.Shared).CreateMigratedDatabase();
        var host = await new SanctumHost().Start(
            [("SANCTUM_POSTGRES", database), .. _server.Settings(provider, circuitPause, queryTimeout)]);
        return new Running(host, agent ?? $"a-{Guid.NewGuid():N}"[..20]);
    }

    private sealed record Running(SanctumHost Host, string Agent) : IAsyncDisposable
    {
        public IPassagesGrain Grain => Host.Grains.GetGrain<IPassagesGrain>($"default/{Agent}");

        public Task<PassageHits> Search(string text) => Grain.Search(new PassageQuery(text, [], null, null, null, 10));

        public Task<PassageHits> Embedded(string text) =>
            Eventually.Get(() => Search(text), found => found.Vectors == VectorUse.Complete);

        public ValueTask DisposeAsync() => new(Host.DisposeAsync());
    }
}
