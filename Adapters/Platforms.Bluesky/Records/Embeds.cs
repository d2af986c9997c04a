using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Platforms.Bluesky;

/// <summary>An image for a post.</summary>
/// <param name="Content">The file; at most 1,000,000 bytes, which every server takes.</param>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
/// <param name="Alt">What it shows, for those who cannot see it.</param>
internal sealed record PostImage(ReadOnlyMemory<byte> Content, string MediaType, string Alt);

/// <summary>What hangs on a post.</summary>
internal static class Embeds
{
    /// <summary>Images that were uploaded, a quoted post, both, or nothing.</summary>
    public static JsonObject? Build(IReadOnlyList<(JsonElement Blob, string Alt)> images, StrongRef? quote) =>
        (images.Count, quote) switch
        {
            (0, null) => null,
            (0, _) => Quote(quote),
            (_, null) => Images(images),
            _ => new JsonObject
            {
                ["$type"] = "app.bsky.embed.recordWithMedia",
                ["record"] = Quote(quote),
                ["media"] = Images(images),
            },
        };

    private static JsonObject Quote(StrongRef quoted) =>
        new() { ["$type"] = "app.bsky.embed.record", ["record"] = JsonSerializer.SerializeToNode(quoted, XrpcJson.Options) };

    private static JsonObject Images(IEnumerable<(JsonElement Blob, string Alt)> images) => new()
    {
        ["$type"] = "app.bsky.embed.images",
        ["images"] = new JsonArray([.. images.Select(image => new JsonObject
        {
            ["image"] = JsonNode.Parse(image.Blob.GetRawText()),
            ["alt"] = image.Alt,
        })]),
    };
}
