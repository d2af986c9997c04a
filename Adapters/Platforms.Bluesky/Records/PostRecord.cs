using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Platforms.Bluesky;

/// <summary>Builds records <c>app.bsky.feed.post</c>.</summary>
internal static class PostRecord
{
    /// <param name="text">The text; it keeps the limits.</param>
    /// <param name="dids">DIDs by handle; a mention whose handle is not among them stays plain text.</param>
    /// <param name="reply">What it replies to, or null.</param>
    /// <param name="embed">What hangs on it, or null.</param>
    /// <param name="languages">Language tags; at most 3.</param>
    /// <param name="createdAt">When it was written.</param>
    public static JsonObject Build(
        RichText text, IReadOnlyDictionary<string, string> dids, ReplyRef? reply, JsonObject? embed,
        IEnumerable<string> languages, DateTimeOffset createdAt)
    {
        var record = new JsonObject
        {
            ["$type"] = BlueskyClient.PostCollection,
            ["text"] = text.Text,
            ["createdAt"] = Timestamp.Of(createdAt),
        };
        var facets = text.Facets.Select(facet => (facet, Feature: FeatureOf(facet, dids))).Where(pair => pair.Feature is not null)
            .Select(pair => FacetOf(text.Text, pair.facet, pair.Feature!)).ToArray();
        if (facets.Length > 0)
            record["facets"] = new JsonArray(facets);
        if (reply is not null)
            record["reply"] = JsonSerializer.SerializeToNode(reply, XrpcJson.Options);
        if (embed is not null)
            record["embed"] = embed;
        if (languages.Select(language => (JsonNode)language).ToArray() is { Length: > 0 } langs)
            record["langs"] = new JsonArray(langs);
        return record;
    }

    // Facets count bytes of UTF-8, whatever the language of the program.
    private static JsonNode FacetOf(string text, Facet facet, JsonObject feature) => new JsonObject
    {
        ["index"] = new JsonObject
        {
            ["byteStart"] = Encoding.UTF8.GetByteCount(text.AsSpan(0, facet.Start)),
            ["byteEnd"] = Encoding.UTF8.GetByteCount(text.AsSpan(0, facet.End)),
        },
        ["features"] = new JsonArray(feature),
    };

    private static JsonObject? FeatureOf(Facet facet, IReadOnlyDictionary<string, string> dids) => facet.Kind switch
    {
        FacetKind.Mention => dids.TryGetValue(facet.Value, out var did) ? Feature("mention", "did", did) : null,
        FacetKind.Link => Feature("link", "uri", facet.Value),
        _ => Feature("tag", "tag", facet.Value),
    };

    private static JsonObject Feature(string kind, string member, string value) =>
        new() { ["$type"] = $"app.bsky.richtext.facet#{kind}", [member] = value };
}
