using System.Text;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Splits a text into posts: at the end of a paragraph, else of a sentence, else of a word, as late as the limit allows.
/// Mentions, links and tags stay whole; inside a word it is only split where the word alone is longer than a post, and never
/// inside a grapheme. What is dropped is the blank space where it is split.
/// </summary>
internal sealed class PostSplitter
{
    private const int ShortLinkCharacters = 40;
    private readonly PostLimit _limit;
    private readonly GraphemeText _text;
    private readonly IReadOnlyList<Facet> _facets;

    private PostSplitter(RichText text, PostLimit limit)
    {
        _limit = limit;
        _text = new GraphemeText(text.Text);
        _facets = text.Facets;
    }

    /// <summary>The posts, in order; none for a blank text.</summary>
    public static IReadOnlyList<RichText> Split(string text, PostLimit limit)
    {
        var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));
        return [.. new PostSplitter(ShortenLinks(new RichText(valid, FacetDetector.Detect(valid)), limit), limit).Parts()];
    }

    private IEnumerable<RichText> Parts()
    {
        for (var start = SkipBlanks(0); start < _text.Count;)
        {
            var end = _text.EndWithin(start, _limit.Graphemes, _limit.Bytes);
            if (end < _text.Count)
                end = BestBreak(start, end);
            var trimmed = end;
            while (trimmed > start + 1 && _text.IsBlank(trimmed - 1))
                trimmed--;
            foreach (var part in Cut(_text.CharAt(start), _text.CharAt(trimmed)))
                yield return part;
            start = SkipBlanks(end);
        }
    }

    /// <summary>A stretch of the text as a post; several only where one grapheme alone breaks the limit.</summary>
    private IEnumerable<RichText> Cut(int from, int to)
    {
        var text = _text.Text[from..to];
        if (Encoding.UTF8.GetByteCount(text) > _limit.Bytes)
            return text.EnumerateRunes().Chunk(_limit.Bytes / 4).Select(runes => new RichText(string.Concat(runes), []));
        var facets = _facets.Where(facet => facet.Start >= from && facet.End <= to).Select(
            facet => facet with { Start = facet.Start - from });
        return [new RichText(text, [.. facets])];
    }

    private int SkipBlanks(int index)
    {
        while (index < _text.Count && _text.IsBlank(index))
            index++;
        return index;
    }

    /// <summary>Where the post that starts at <paramref name="start"/> and could reach to <paramref name="end"/> ends.</summary>
    private int BestBreak(int start, int end)
    {
        var third = start + Math.Max(1, (end - start) / 3);
        return Latest(end, third, EndsParagraph) ?? Latest(end, third, EndsSentence) ?? Latest(end, start + 1, EndsWord)
            ?? BeforeFacet(start, end);
    }

    private static int? Latest(int end, int least, Func<int, bool> isBreak)
    {
        for (var index = end; index >= least; index--)
        {
            if (isBreak(index))
                return index;
        }
        return null;
    }

    private bool EndsParagraph(int index) =>
        EndsWord(index) && _text[index].Contains('\n') && index + 1 < _text.Count && _text[index + 1].Contains('\n');

    private bool EndsSentence(int index) => EndsWord(index) && ".!?…。！？؟۔।".Contains(_text[index - 1][^1]);

    private bool EndsWord(int index) => _text.IsBlank(index) && !_text.IsBlank(index - 1);

    // A single word longer than a post: a facet within it is kept whole as long as it does not fill the post alone.
    private int BeforeFacet(int start, int end)
    {
        var cut = _text.CharAt(end);
        var split = _facets.FirstOrDefault(facet => facet.Start < cut && facet.End > cut);
        return split is not null && _text.IndexOfChar(split.Start) is var before && before > start ? before : end;
    }

    /// <summary>Shows links that do not fit a post in short; the facet keeps the whole address.</summary>
    private static RichText ShortenLinks(RichText text, PostLimit limit)
    {
        var result = new StringBuilder();
        var facets = new List<Facet>();
        var copied = 0;
        foreach (var facet in text.Facets)
        {
            var shown = text.Text.Substring(facet.Start, facet.Length);
            result.Append(text.Text, copied, facet.Start - copied);
            if (facet.Kind == FacetKind.Link
                && (new GraphemeText(shown).Count > limit.Graphemes || Encoding.UTF8.GetByteCount(shown) > limit.Bytes))
                shown = Shortened(shown);
            facets.Add(facet with { Start = result.Length, Length = shown.Length });
            result.Append(shown);
            copied = facet.End;
        }
        return new RichText(result.Append(text.Text, copied, text.Text.Length - copied).ToString(), facets);
    }

    private static string Shortened(string link)
    {
        var graphemes = new GraphemeText(link);
        return string.Concat(link.AsSpan(0, graphemes.CharAt(Math.Min(graphemes.Count, ShortLinkCharacters))), "…");
    }
}
