using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Platforms.Bluesky;

public sealed class FacetTests
{
    [Theory]
    [InlineData("hi @alice.test!", "@alice.test")]
    [InlineData("@Alice.Test: hi", "@Alice.Test")]
    [InlineData("(@bob.example.com)", "@bob.example.com")]
    [InlineData("see https://example.com/a.b, please", "https://example.com/a.b")]
    [InlineData("(https://example.com)", "https://example.com")]
    [InlineData("https://en.wikipedia.org/wiki/A_(b).", "https://en.wikipedia.org/wiki/A_(b)")]
    [InlineData("HTTP://EXAMPLE.COM/x?", "HTTP://EXAMPLE.COM/x")]
    [InlineData("a #tag.", "#tag")]
    [InlineData("#日本 はい", "#日本")]
    [InlineData("#ok1!", "#ok1")]
    public void Finds(string text, string shown)
    {
        var facet = Assert.Single(FacetDetector.Detect(text));
        Assert.Equal(shown, text.Substring(facet.Start, facet.Length));
    }

    [Theory]
    [InlineData("mail me@alice.test")]
    [InlineData("@alice")]
    [InlineData("@-bad.test")]
    [InlineData("#1")]
    [InlineData("issue #42.")]
    [InlineData("# heading")]
    [InlineData("C#sharp")]
    [InlineData("https://")]
    [InlineData("file.name.like.this")]
    [InlineData("@1.2.3.4")]
    public void Does_not_find(string text) => Assert.Empty(FacetDetector.Detect(text));

    [Fact]
    public void Byte_offsets_cut_out_exactly_what_is_meant() =>
        Prop.ForAll(Corpus.Texts, text => PostSplitter.Split(text, PostLimit.Post).All(OffsetsFit))
        .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(80));

    [Fact]
    public void A_mention_behind_emoji_and_combining_marks_has_the_right_bytes()
    {
        var record = RecordOf($"{Corpus.Family} cafe\u0301 @alice.test", "did:plc:alice");
        var index = record.Items("facets").Single().GetProperty("index");
        Assert.Equal(25 + 1 + 6 + 1, index.GetProperty("byteStart").GetInt32());
        Assert.Equal(25 + 1 + 6 + 1 + 11, index.GetProperty("byteEnd").GetInt32());
    }

    [Fact]
    public void A_mention_of_nobody_stays_plain_text() => Assert.Empty(RecordOf("hi @nobody.test", null).Items("facets"));

    [Fact]
    public void A_link_shown_in_short_is_read_back_whole()
    {
        var link = $"https://example.com/{new string('p', 400)}";
        Assert.Equal($"🙂 {link}!", PostText.Of(RecordOf($"🙂 {link}!", null)));
    }

    [Fact]
    public void Reading_back_gives_what_was_written() =>
        Prop.ForAll(Corpus.Texts, text => PostSplitter.Split(text, PostLimit.Post).All(post =>
        post.Text.Contains('…') || PostText.Of(RecordOf(post, "did:plc:x")) == post.Text))
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(60));

    [Theory]
    [InlineData("""{"text":"a…","facets":[{"index":{"byteStart":-1,"byteEnd":4},"features":[{"uri":"https://x"}]}]}""")]
    [InlineData("""{"text":"a…","facets":[{"index":{"byteStart":0,"byteEnd":99},"features":[{"uri":"https://x"}]}]}""")]
    [InlineData("""{"text":"a…","facets":[{"index":{"byteStart":"0"},"features":3}, 7]}""")]
    [InlineData("""{"text":"a…","facets":{}}""")]
    public void Facets_that_make_no_sense_are_passed_over(string json) =>
        Assert.Equal("a…", PostText.Of(JsonElement.Parse(json)));

    [Fact]
    public void What_hangs_on_a_post_is_described()
    {
        const string json =
            """
            {"text":"Look","embed":{"$type":"app.bsky.embed.recordWithMedia","record":{"record":{"uri":"at://did:plc:a/app.bsky.feed.post/b"}},
             "media":{"images":[{"alt":"A cat."},{"alt":""}]}}}
            """;
        Assert.Equal(
            "Look\n[quotes at://did:plc:a/app.bsky.feed.post/b]\n[image: A cat.]\n[image]", PostText.Of(JsonElement.Parse(json)));
    }

    private static bool OffsetsFit(RichText post)
    {
        var bytes = Encoding.UTF8.GetBytes(post.Text);
        var shown = RecordOf(post, "did:plc:x").Items("facets").Select(facet => facet.GetProperty("index"))
            .Select(index => Encoding.UTF8.GetString(
                bytes[index.GetProperty("byteStart").GetInt32()..index.GetProperty("byteEnd").GetInt32()]));
        return shown.SequenceEqual(post.Facets.Select(facet => post.Text.Substring(facet.Start, facet.Length)));
    }

    private static JsonElement RecordOf(string text, string? did) =>
        RecordOf(Assert.Single(PostSplitter.Split(text, PostLimit.Post)), did);

    private static JsonElement RecordOf(RichText text, string? did)
    {
        var dids = text.Facets.Where(facet => did is not null && facet.Kind == FacetKind.Mention).Select(facet => facet.Value)
            .Distinct().ToDictionary(handle => handle, _ => did!);
        return JsonElement.Parse(PostRecord.Build(text, dids, null, null, [], DateTimeOffset.UnixEpoch).ToJsonString());
    }
}
