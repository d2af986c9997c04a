using Microsoft.Extensions.AI;
using Sanctum.Embeddings;
using Sanctum.Testing;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>What searches of transcripts by meaning find, and what they do when the embedding model fails.</summary>
public sealed class MeaningTests : IAsyncLifetime
{
    private EmbeddingServer _server = null!;

    public async Task InitializeAsync() => _server = await EmbeddingServer.Start();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task Entries_are_found_without_a_shared_word_with_their_parts_and_trust()
    {
        await using var run = await RecallHost.Start(_server);
        var (first, second) = (SanctumHost.NewSession(), SanctumHost.NewSession());
        await run.Say(first, "I drive a small car");
        await run.Say(second, "the weather is fine");

        var found = await run.Embedded("automobile");
        var byMeaning = await run.Find("automobile", RecallBy.Meaning);
        var byWords = await run.Find("car", RecallBy.Words);

        Assert.Equal(RecallBy.Both, found.By);
        Assert.Equal([1, 2], found.Items.Select(entry => entry.Seq).Order());
        Assert.All(found.Items, entry => Assert.Equal(first, entry.SessionId));
        var said = found.Items.Single(entry => entry.Seq == 1);
        Assert.Null(said.Parts!.WordRank);
        Assert.Equal(1, said.Parts.Similarity!.Value, 0.01);
        Assert.Equal(0.5 / (60 + said.Parts.VectorRank!.Value), said.Score, 12);
        Assert.Equal("I drive a small car", said.Highlight);
        Assert.Equal(byWords.Items.Single(entry => entry.Seq == 1).Trust, said.Trust);
        Assert.Equal(TrustLevel.Stranger, said.Trust);
        Assert.Equal(found.Items.Select(entry => entry.Seq), byMeaning.Items.Select(entry => entry.Seq));
        Assert.Equal((RecallBy.Words, null), (byWords.By, byWords.Vectors));
        Assert.Empty((await run.Find("automobile", RecallBy.Words)).Items);
    }

    [Fact]
    public async Task Both_lists_are_joined_and_say_which_place_an_entry_has()
    {
        await using var run = await RecallHost.Start(_server);
        var session = SanctumHost.NewSession();
        await run.Say(session, "the car is red");
        await run.Say(session, "the house is red");
        await run.Embedded("automobile");

        var found = await run.Find("red car");

        Assert.Contains("car", found.Items[0].Highlight, StringComparison.Ordinal);
        Assert.All(found.Items[..2], entry => Assert.NotNull(entry.Parts!.Similarity));
        Assert.All(found.Items[2..], entry => Assert.Null(entry.Parts!.VectorRank));
        Assert.Equal(4, found.Items.Length);
    }

    [Fact]
    public async Task Filters_hold_by_meaning()
    {
        await using var run = await RecallHost.Start(_server);
        var (first, second) = (SanctumHost.NewSession(), SanctumHost.NewSession());
        await run.Say(first, "a car");
        await run.Say(second, "an old car");
        var all = (await run.Embedded("automobile")).Items;

        Assert.Equal(4, all.Length);
        Assert.Equal(2, await Count(new RecallQuery("automobile", first)));
        Assert.Equal(2, await Count(new RecallQuery("automobile", first, Platform: "sandbox")));
        Assert.Equal(4, await Count(new RecallQuery("automobile", Platform: "sandbox")));
        Assert.Equal(0, await Count(new RecallQuery("automobile", Platform: "webchat")));
        Assert.Equal(0, await Count(new RecallQuery("automobile", Person: Guid.NewGuid())));
        Assert.Equal(0, await Count(new RecallQuery("automobile", SanctumHost.NewSession())));
        Assert.Equal(0, await Count(new RecallQuery("automobile", Until: all.Min(entry => entry.OccurredAt))));
        Assert.Equal(1, await Count(new RecallQuery("automobile", Since: all.Max(entry => entry.OccurredAt))));
        Assert.Equal(1, await Count(new RecallQuery("automobile", Limit: 1)));

        async Task<int> Count(RecallQuery query) => (await run.Find(query with { By = RecallBy.Meaning })).Items.Length;
    }

    [Fact]
    public async Task Nothing_of_another_agent_or_tenant_is_found_by_meaning()
    {
        await using var run = await RecallHost.Start(_server);
        var session = SanctumHost.NewSession();
        var other = await run.Host.NewAgent();
        await run.Say(session, "a car");
        await run.Host.Ended(other, await run.Host.Send(other, SanctumHost.NewSession(), "another car"));
        Assert.Equal(2, (await run.Embedded("automobile")).Items.Length);

        var elsewhere = await run.Find(new RecallQuery("automobile"), "elsewhere");
        var ofOther = await run.Host.Grains.GetGrain<IRecallWorker>($"default/{other}").Find(
            new RecallQuery("automobile", session));

        Assert.Empty(elsewhere.Items);
        Assert.Empty(ofOther.Items);
        Assert.All((await run.Find("automobile")).Items, entry => Assert.Equal(session, entry.SessionId));
        Assert.Equal(0, await run.Host.Count("select count(*) from transcript_embedding where tenant <> 'default'"));
    }

    [Theory]
    [InlineData(RecallBy.Both)]
    [InlineData(RecallBy.Meaning)]
    public async Task Model_that_is_away_leaves_search_by_words_which_says_so(RecallBy by)
    {
        await using var run = await RecallHost.Start(_server);
        await run.Say(SanctumHost.NewSession(), "a car and a tree");
        _server.Status = 503;

        var found = await run.Find("tree", by);

        Assert.Equal((RecallBy.Words, VectorUse.Unavailable), (found.By, found.Vectors));
        Assert.Equal(2, found.Items.Length);
        _server.Status = 200;
        Assert.Equal(2, (await run.Embedded("automobile", by)).Items.Length);
    }

    [Fact]
    public async Task Model_that_hangs_is_not_waited_for()
    {
        await using var run = await RecallHost.Start(_server);
        await run.Say(SanctumHost.NewSession(), "a tree");
        _server.IsHung = true;

        Assert.Equal(VectorUse.Unavailable, (await run.Find("tree")).Vectors);
        Assert.Equal(2, (await run.Find("tree")).Items.Length);
    }

    [Theory]
    [InlineData("none", "true")]
    [InlineData("openai", "false")]
    public async Task Without_a_model_or_with_the_setting_off_words_alone_are_compared(string provider, string byMeaning)
    {
        await using var run = await RecallHost.Start(
            _server, provider: provider, settings: ("Sanctum:Memory:Recall:ByMeaning", byMeaning));
        await run.Say(SanctumHost.NewSession(), "a tree");

        var found = await run.Find("tree", RecallBy.Meaning);

        Assert.Equal((RecallBy.Words, VectorUse.Off), (found.By, found.Vectors));
        Assert.Equal(2, found.Items.Length);
        Assert.Empty(_server.Requests);
        Assert.Equal(0, await run.Host.Count("select count(*) from transcript_recall"));
    }

    [Fact]
    public async Task Entry_that_is_not_embedded_yet_keeps_its_place_by_words()
    {
        await using var run = await RecallHost.Start(_server);
        await run.Say(SanctumHost.NewSession(), "a house");
        await run.Embedded("automobile");
        await run.Host.Ended(run.Agent, await run.Host.Send(run.Agent, SanctumHost.NewSession(), "poison for trees"));

        var found = await Eventually.Get(() => run.Find("poisons"), hits => hits.Vectors == VectorUse.Complete);

        var said = found.Items.Single(
            entry => entry.Role == TranscriptRole.User && entry.Highlight.Contains("trees", StringComparison.Ordinal));
        Assert.Null(said.Parts!.Similarity);
        Assert.Equal(said.Parts.WordRank, said.Parts.VectorRank);
    }

    [Fact]
    public async Task Tool_compares_meanings_in_its_own_conversation_and_says_when_it_cannot()
    {
        await using var run = await RecallHost.Start(_server);
        var session = SanctumHost.NewSession();
        await run.Say(session, "I drive a small car");
        await run.Say(SanctumHost.NewSession(), "my hidden car");
        await run.Embedded("automobile");

        Assert.Contains("small car", await Call("c1"), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", await Call("c2"), StringComparison.Ordinal);
        Assert.DoesNotContain("small", await Call("c3", "words"), StringComparison.Ordinal);
        _server.Status = 503;
        Assert.StartsWith("(Only words were compared", await Call("c4", query: "a question"), StringComparison.Ordinal);

        async Task<string> Call(string call, string? by = null, string query = "automobile")
        {
            var text = $"call {Guid.NewGuid()}";
            var arguments = new Dictionary<string, object?> { ["query"] = query };
            if (by is not null)
                arguments["by"] = by;
            run.Host.Model.On(text, (messages, _) => Task.FromResult(messages[^1].Role == ChatRole.Tool
                ? new ChatResponseUpdate(ChatRole.Assistant, "done")
                : new ChatResponseUpdate(
                    ChatRole.Assistant, [new FunctionCallContent(call, "conversation_search", arguments)])));
            await run.Say(session, text);
            var entries = (await run.Host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(0, 50)).Entries;
            return entries.Last(entry => entry.Role == TranscriptRole.Tool).Content;
        }
    }
}
