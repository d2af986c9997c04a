using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Embeddings;
using Sanctum.Errors;
using Sanctum.Testing;
using Sanctum.Tools;

namespace Sanctum.Memory;

/// <summary>Passages of archival memory as their agent has them, with the embedder without a model.</summary>
[Collection(HostSuite.Name)]
public sealed class PassageTests(SanctumHost host)
{
    [Fact]
    public async Task Inserted_passages_are_found_by_words_at_once_and_by_meaning_soon()
    {
        var grain = NewMemory();
        await Insert(grain, "Bob drinks green tea in the morning.", "The harbour closes at nine.", "Ada writes letters.");

        var atOnce = await Search(grain, "when does the harbour close");
        Assert.Equal("The harbour closes at nine.", atOnce.Items[0].Passage.Text);
        Assert.Equal(1, atOnce.Items[0].Parts.WordRank);
        Assert.Contains("**harbour**", atOnce.Items[0].Highlight, StringComparison.Ordinal);
        // No word is the same here, but parts of words are.
        var soon = await Eventually.Get(() => Search(grain, "harboour"), found => found.Vectors == VectorUse.Complete);
        Assert.Equal("The harbour closes at nine.", soon.Items[0].Passage.Text);
        Assert.Null(soon.Items[0].Parts.WordRank);
        Assert.Equal(1, soon.Items[0].Parts.VectorRank);
        Assert.Equal(0.1 / 61, soon.Items[0].Score, 12);
    }

    [Fact]
    public async Task Planted_passage_is_found_among_a_thousand_by_a_rare_word()
    {
        var grain = NewMemory();
        for (var batch = 0; batch < 10; batch++)
        {
            await grain.Insert(
                [.. Enumerable.Range(batch * 100, 100).Select(i => New($"Report {i}: the weather of day {i} was fair."))],
                "test");
        }
        await Insert(grain, "The password of the weather station is mulberry.");

        var found = await Search(grain, "what was the mulberry of the weather?", limit: 5);

        Assert.Equal("The password of the weather station is mulberry.", found.Items[0].Passage.Text);
        Assert.Equal(5, found.Items.Length);
        Assert.Equal(found.Items.OrderByDescending(hit => hit.Score), found.Items);
    }

    [Fact]
    public async Task Filters_hold_for_words_and_vectors()
    {
        var grain = NewMemory();
        await grain.Insert(
            [
                New("Tea from the north") with { Tags = ["drink", "north"], Source = "book" },
                New("Tea from the south") with { Tags = ["drink"], Source = "talk" },
            ],
            "test");
        await Embedded(grain, "tea");

        Assert.Equal(2, (await Search(grain, "tea")).Items.Length);
        var tagged = await Search(grain, "tea", tags: ["north", "drink"]);
        Assert.Equal("Tea from the north", Assert.Single(tagged.Items).Passage.Text);
        var query = new PassageQuery("tea", [], "talk", null, null, 10);
        Assert.Equal("Tea from the south", Assert.Single((await grain.Search(query)).Items).Passage.Text);
        var (before, after) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        Assert.Empty((await grain.Search(query with { Source = null, Since = after })).Items);
        Assert.Equal(2, (await grain.Search(query with { Source = null, Since = before })).Items.Length);
        Assert.Empty((await grain.Search(query with { Source = null, Until = before })).Items);
    }

    [Theory]
    [InlineData("'; drop table memory_passage; --")]
    [InlineData(@"a\b 'c' & | ! ( ) :* <-> "" \'")]
    [InlineData("the of and")]
    [InlineData("!!! ??? …")]
    [InlineData("日本語 🎉")]
    public async Task Query_of_any_characters_is_answered(string text)
    {
        var grain = NewMemory();
        await Insert(grain, $"A passage that says: {text}");

        var found = await Search(grain, text);

        Assert.InRange(found.Items.Length, 0, 1);
    }

    [Fact]
    public async Task Same_id_is_inserted_once_and_another_text_under_it_is_refused()
    {
        var grain = NewMemory();
        var passage = New("Once");

        var first = await grain.Insert([passage], "test");
        var again = await grain.Insert([passage, New("Twice")], "test");

        Assert.Equal(first[0], again[0] with { Tags = first[0].Tags });
        Assert.Equal(2, (await grain.List(null, 10)).Items.Length);
        await Assert.ThrowsAsync<ConflictException>(() => grain.Insert([passage with { Text = "Other" }], "test"));
        await Assert.ThrowsAsync<ConflictException>(
            () => grain.Insert([New("Beside it"), passage with { Text = "Other" }], "test"));
        Assert.Equal(2, (await grain.List(null, 10)).Items.Length);
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest()
    {
        var grain = NewMemory();
        await Insert(grain, "1", "2", "3", "4", "5");

        var first = await grain.List(null, 2);
        var second = await grain.List(first.Next, 2);
        var third = await grain.List(second.Next, 2);

        Assert.Equal(
            ["5", "4", "3", "2", "1"], first.Items.Concat(second.Items).Concat(third.Items).Select(passage => passage.Text));
        Assert.Null(third.Next);
        await Assert.ThrowsAsync<InvalidRequestException>(() => grain.List("1-2", 2));
    }

    [Fact]
    public async Task Changed_passage_is_found_by_its_new_text_and_not_by_the_old_one()
    {
        var grain = NewMemory();
        var passage = (await Insert(grain, "Bob likes lemonade"))[0];
        await Embedded(grain, "lemonade");

        var changed = await grain.Change(passage.Id, new PassageChange("Bob likes espresso", ["b", "a"], null, null, 1), "test");
        await Embedded(grain, "espresso");

        Assert.Equal((2, "Bob likes espresso"), (changed.Version, changed.Text));
        Assert.Equal(["a", "b"], changed.Tags.ToArray());
        Assert.Equal(passage.Id, Assert.Single((await Search(grain, "espresso", tags: ["a"])).Items).Passage.Id);
        Assert.Null((await Search(grain, "lemonade")).Items.FirstOrDefault()?.Parts.WordRank);
        await Assert.ThrowsAsync<ConflictException>(
            () => grain.Change(passage.Id, new PassageChange("Late", null, null, null, 1), "test"));
        // A repeat of the change that was made is none.
        var again = await grain.Change(passage.Id, new PassageChange("Bob likes espresso", ["a", "b"], null, null, 1), "test");
        Assert.Equal(2, again.Version);
    }

    [Fact]
    public async Task Deleted_passage_is_found_no_more()
    {
        var grain = NewMemory();
        var passage = (await Insert(grain, "Bob likes lemonade", "Ada likes tea"))[0];
        await Embedded(grain, "lemonade");

        await Assert.ThrowsAsync<ConflictException>(() => grain.Delete(passage.Id, 7, "test"));
        await grain.Delete(passage.Id, 1, "test");

        Assert.DoesNotContain((await Search(grain, "lemonade")).Items, hit => hit.Passage.Id == passage.Id);
        Assert.Null(await grain.Find(passage.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => grain.Delete(passage.Id, null, "test"));
        Assert.Equal(0, await host.Count($"select count(*) from memory_embedding where passage = '{passage.Id}'"));
    }

    [Theory]
    [InlineData(8_193, 0, 1, "text", "8192")]
    [InlineData(0, 0, 1, "text", "empty")]
    [InlineData(1, 17, 1, "tags", "16")]
    [InlineData(1, 1, 65, "tags", "64")]
    public async Task Passage_beyond_a_limit_is_refused_with_the_limit(
        int characters, int tags, int tagLength, string field, string limit)
    {
        var passage = New(new string('a', characters)) with
        {
            Tags = [.. Enumerable.Range(0, tags).Select(i => $"{i}".PadLeft(tagLength, 'x'))],
        };

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => NewMemory().Insert([passage], "test"));
        var inList = await Assert.ThrowsAsync<InvalidRequestException>(() => NewMemory().Insert([New("a"), passage], "test"));

        Assert.Equal(field, Assert.Single(refused.Errors).Field);
        Assert.Contains(limit, refused.Message, StringComparison.Ordinal);
        Assert.Equal($"items[1].{field}", Assert.Single(inList.Errors).Field);
    }

    [Fact]
    public async Task Another_agent_or_tenant_finds_nothing()
    {
        var name = $"a-{Guid.NewGuid():N}"[..20];
        await Insert(Memory($"default/{name}"), "The mulberry is ripe.");

        foreach (var key in (string[])[$"other/{name}", $"default/{name}x"])
        {
            Assert.Empty((await Search(Memory(key), "mulberry")).Items);
            Assert.Empty((await Memory(key).List(null, 10)).Items);
        }
        Assert.Single((await Search(Memory($"default/{name}"), "mulberry")).Items);
    }

    [Fact]
    public async Task Agent_inserts_and_searches_by_tools()
    {
        var agent = await host.NewAgent();

        string[] tags = ["garden"];
        var inserted = await Run(agent, "archival_memory_insert", new { text = "The mulberry is ripe.", tags });
        var found = await Run(agent, "archival_memory_search", new { query = "which fruit is ripe", tags });
        var refused = await Run(agent, "archival_memory_insert", new { text = "a", tags = new[] { "a,b" } });

        Assert.Equal(ToolStatus.Ok, inserted.Status);
        Assert.Contains("The mulberry is ripe.", found.Payload, StringComparison.Ordinal);
        Assert.NotEqual(ToolStatus.Ok, refused.Status);
        Assert.Contains("commas", refused.Payload, StringComparison.Ordinal);
        Assert.Single((await Memory($"default/{agent}").List(null, 10)).Items);
    }

    private async Task<ToolResult> Run(string agent, string tool, object arguments)
    {
        var run = host.Grains.GetGrain<IToolRunGrain>($"default/{Guid.CreateVersion7()}");
        await run.Begin(new ToolRunRequest(agent, tool, JsonSerializer.Serialize(arguments), SessionId: null, "operator/test"));
        return (await Eventually.Get(run.Get, ended => ended.Result is not null)).Result!;
    }

    private IPassagesGrain NewMemory() => Memory($"default/a-{Guid.NewGuid():N}"[..28]);

    private IPassagesGrain Memory(string key) => host.Grains.GetGrain<IPassagesGrain>(key);

    internal static NewPassage New(string text) => new(Guid.CreateVersion7(), text, [], "", 0.5);

    private static Task<ImmutableArray<Passage>> Insert(IPassagesGrain grain, params string[] texts) =>
        grain.Insert([.. texts.Select(New)], "test");

    private static Task<PassageHits> Search(
        IPassagesGrain grain, string text, int limit = 10, ImmutableArray<string>? tags = null) =>
        grain.Search(new PassageQuery(text, tags ?? [], null, null, null, limit));

    private static Task Embedded(IPassagesGrain grain, string text) =>
        Eventually.Get(() => Search(grain, text), found => found.Vectors == VectorUse.Complete);
}
