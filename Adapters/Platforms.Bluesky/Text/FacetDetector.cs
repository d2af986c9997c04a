using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Finds mentions, links and tags in a text that a model wrote. A link starts with <c>http://</c> or <c>https://</c>: without the
/// list of top-level domains a bare <c>name.like.this</c> is as often a file or a sentence without its space.
/// </summary>
internal static partial class FacetDetector
{
    private const int MaxTagGraphemes = 64;
    private const int MaxTagBytes = 640;
    private const int MaxHandleCharacters = 253;
    private const int MaxLinkBytes = 8_000;

    public static IReadOnlyList<Facet> Detect(string text)
    {
        var links = LinkPattern().Matches(text).Select(match => Link(match.Groups[1])).OfType<Facet>();
        var mentions = MentionPattern().Matches(text).Select(match => Mention(match.Groups[1]));
        var tags = TagPattern().Matches(text).Select(match => Tag(match.Groups[1])).OfType<Facet>();
        var facets = new List<Facet>();
        foreach (var facet in links.Concat(mentions).Concat(tags).OfType<Facet>().OrderBy(facet => facet.Start))
        {
            if (facets.Count == 0 || facets[^1].End <= facet.Start)
                facets.Add(facet);
        }
        return facets;
    }

    private static Facet? Mention(Group found)
    {
        var handle = found.ValueSpan[1..];
        return handle.Length > MaxHandleCharacters
            ? null
            : new Facet(found.Index, found.Length, FacetKind.Mention, handle.ToString().ToLowerInvariant());
    }

    private static Facet? Link(Group found)
    {
        var address = WithoutTrailingPunctuation(found.ValueSpan);
        return Uri.TryCreate(address.ToString(), UriKind.Absolute, out var uri) && uri.Host.Length > 0
            && Encoding.UTF8.GetByteCount(address) <= MaxLinkBytes
            ? new Facet(found.Index, address.Length, FacetKind.Link, address.ToString())
            : null;
    }

    private static Facet? Tag(Group found)
    {
        var tag = found.ValueSpan[1..].TrimEnd(".,;:!?'\")]}»”’…");
        var isTag = !tag.IsEmpty && !IsNumber(tag) && Encoding.UTF8.GetByteCount(tag) <= MaxTagBytes
            && new StringInfo(tag.ToString()).LengthInTextElements <= MaxTagGraphemes;
        return isTag ? new Facet(found.Index, tag.Length + 1, FacetKind.Tag, tag.ToString()) : null;
    }

    private static bool IsNumber(ReadOnlySpan<char> tag)
    {
        foreach (var character in tag)
        {
            if (!char.IsDigit(character) && !char.IsPunctuation(character))
                return false;
        }
        return true;
    }

    /// <summary>What follows a link in a sentence is not part of it; a closing bracket is, if the link opened one.</summary>
    private static ReadOnlySpan<char> WithoutTrailingPunctuation(ReadOnlySpan<char> address)
    {
        while (!address.IsEmpty && (".,;:!?'\"»”’…".Contains(address[^1]) || (address[^1] == ')' && !address.Contains('('))))
            address = address[..^1];
        return address;
    }

    [GeneratedRegex(@"(?<=^|[\s(])(https?://[^\s<>""]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex LinkPattern();

    // A handle is a domain name: labels of letters, digits and inner hyphens, the last one starting with a letter.
    [GeneratedRegex(@"(?<=^|[\s(])(@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)(?![a-z0-9@-])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex MentionPattern();

    [GeneratedRegex(
        @"(?<=^|\s)([#＃]" +
        @"[^\s\u00AD\u2060\u200A\u200B\u200C\u200D\u20E2\uFE0F#＃][^\s\u00AD\u2060\u200A\u200B\u200C\u200D\u20E2#＃]*)",
        RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex TagPattern();
}
