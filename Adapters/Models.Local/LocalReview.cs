using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Sanctum.Models.Local;

/// <summary>What the local model proposes for blocks that it is given as JSON: to drop lines that a block has twice.</summary>
internal static class LocalReview
{
    /// <summary>The proposals; null where something else is asked.</summary>
    public static string? Find(string question, ChatOptions? options) =>
        options?.ResponseFormat is ChatResponseFormatJson && BlocksOf(question) is { } blocks ? Review(blocks) : null;

    private static JsonArray? BlocksOf(string question)
    {
        try
        {
            return (JsonNode.Parse(question) as JsonObject)?["blocks"] as JsonArray;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Review(JsonArray blocks)
    {
        var changes = new JsonArray();
        foreach (var block in blocks.OfType<JsonObject>())
        {
            var text = block["text"]?.GetValue<string>() ?? "";
            if (WithoutRepeats(text) is var kept && kept != text)
                changes.Add(new JsonObject
                {
                    ["label"] = block["label"]?.GetValue<string>(),
                    ["text"] = kept,
                    ["reason"] = "It drops lines that the block has twice.",
                });
        }
        return new JsonObject { ["changes"] = changes }.ToJsonString();
    }

    private static string WithoutRepeats(string text)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return string.Join('\n', text.Split('\n').Where(line => string.IsNullOrWhiteSpace(line) || seen.Add(line.Trim())));
    }
}
