using System.Text;
using System.Text.Json;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// A post's text as it is read: links that are shown in short are written out, and what hangs on the post is described.
/// </summary>
internal static class PostText
{
    /// <summary>The text of a record <c>app.bsky.feed.post</c>, which anybody may have written in any way.</summary>
    public static string Of(JsonElement record)
    {
        var text = record.Text("text") ?? "";
        var result = new StringBuilder(WithWholeLinks(text, record));
        if (record.Member("embed") is { } embed)
            Describe(embed, result);
        return result.ToString();
    }

    /// <summary>Whether a facet of the record mentions the account.</summary>
    public static bool Mentions(JsonElement record, string did) =>
        record.Items("facets").SelectMany(facet => facet.Items("features")).Any(feature => feature.Text("did") == did);

    private static string WithWholeLinks(string text, JsonElement record)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var links = record.Items("facets").Select(facet => LinkOf(facet, bytes.Length))
            .OfType<(int Start, int End, string Address)>();
        var result = new List<byte>(bytes.Length);
        var copied = 0;
        foreach (var (start, end, address) in links.OrderBy(link => link.Start))
        {
            var shown = Encoding.UTF8.GetString(bytes, start, end - start);
            if (start < copied || !IsCut(shown))
                continue;
            result.AddRange(bytes.AsSpan(copied, start - copied));
            result.AddRange(Encoding.UTF8.GetBytes(address));
            copied = end;
        }
        result.AddRange(bytes.AsSpan(copied));
        return Encoding.UTF8.GetString([.. result]);
    }

    private static (int Start, int End, string Address)? LinkOf(JsonElement facet, int most)
    {
        var address = facet.Items("features").Select(feature => feature.Text("uri")).FirstOrDefault(uri => uri is not null);
        return address is not null
            && facet.Member("index") is { } index
            && index.Member("byteStart") is { ValueKind: JsonValueKind.Number } first && first.TryGetInt32(out var start)
            && index.Member("byteEnd") is { ValueKind: JsonValueKind.Number } last && last.TryGetInt32(out var end)
            && start >= 0 && start < end && end <= most
                ? (start, end, address)
                : null;
    }

    private static bool IsCut(string shown) => shown.EndsWith('…') || shown.EndsWith("...", StringComparison.Ordinal);

    private static void Describe(JsonElement embed, StringBuilder text)
    {
        foreach (var image in embed.Items("images"))
            text.Append("\n[image").Append(image.Text("alt") is { Length: > 0 } alt ? $": {alt}]" : "]");
        if (embed.Member("external") is { } external && external.Text("uri") is { } address)
            text.Append("\n[link: ").Append(external.Text("title")).Append(' ').Append(address).Append(']');
        if (embed.Member("record") is { } quoted && (quoted.Text("uri") ?? quoted.Member("record")?.Text("uri")) is { } uri)
            text.Append("\n[quotes ").Append(uri).Append(']');
        if (embed.Member("media") is { } media)
            Describe(media, text);
    }
}
