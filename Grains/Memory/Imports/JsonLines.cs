using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Sanctum.Identity;
using Sanctum.Storage;

namespace Sanctum.Memory;

/// <summary>Passages of JSON Lines. A line without a key has the hash of its content as key.</summary>
internal static class JsonLines
{
    private const int MaxLineBytes = 64 * 1024;
    private const int MaxKeyCharacters = 256;
    private const int MaxShownCharacters = 64;
    private const double DefaultImportance = 0.5;
    private static readonly string[] Fields = ["text", "tags", "source", "importance", "key"];
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 8 };

    public static IEnumerable<ImportEntry> Read(ImportJob job)
    {
        var rest = job.Content.AsMemory();
        if (rest.Span.StartsWith(Encoding.UTF8.Preamble))
            rest = rest[Encoding.UTF8.Preamble.Length..];
        for (var number = 1; !rest.IsEmpty; number++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.ContainsAnyExcept(" \t\r"u8))
                yield return Parse(job, number, line.Span);
        }
    }

    private static ImportEntry Parse(ImportJob job, int number, ReadOnlySpan<byte> line)
    {
        if (line.Length > MaxLineBytes)
            return ImportEntry.Refuse(number, $"The line has {line.Length} bytes; the limit is {MaxLineBytes}.");
        if (!Utf8.IsValid(line))
            return ImportEntry.Refuse(number, "The line is not UTF-8.");
        try
        {
            return JsonNode.Parse(line, documentOptions: Bounded) is JsonObject passage
                ? Read(job, number, passage)
                : ImportEntry.Refuse(number, "The line is not a JSON object.");
        }
        catch (JsonException)
        {
            return ImportEntry.Refuse(number, "The line is not JSON.");
        }
        catch (ArgumentException)
        {
            return ImportEntry.Refuse(number, "The line has a field twice.");
        }
        catch (InvalidOperationException)
        {
            // It is JSON, but no text; it shows when it is read.
            return ImportEntry.Refuse(number, "The line has half of a surrogate pair.");
        }
    }

    private static ImportEntry Read(ImportJob job, int number, JsonObject line)
    {
        if (line.FirstOrDefault(field => !Fields.Contains(field.Key)) is { Key: { } unknown })
            return ImportEntry.Refuse(
                number, $"{StorableText.Cut(unknown, MaxShownCharacters, "…")}: is not a field of a passage.");
        if (!TryText(line["text"], out var text) || text is null)
            return ImportEntry.Refuse(number, "text: is required, as a string.");
        if (!TryText(line["source"], out var source))
            return ImportEntry.Refuse(number, "source: is not a string.");
        if (!TryText(line["key"], out var key) || key is { Length: 0 or > MaxKeyCharacters })
            return ImportEntry.Refuse(number, $"key: is not a string of 1 to {MaxKeyCharacters} characters.");
        if (!TryTags(line["tags"], out var tags))
            return ImportEntry.Refuse(number, "tags: is not a list of strings.");
        var importance = DefaultImportance;
        if (line["importance"] is { } given && !(given is JsonValue value && value.TryGetValue(out importance)))
            return ImportEntry.Refuse(number, "importance: is not a number.");
        key ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line.ToJsonString())));
        return ImportEntry.Of(number, new NewPassage(
            NamedId.Of(job.Agent.Name, "passage", key), text, [.. tags, .. job.Tags], source ?? job.Import.File, importance));
    }

    private static bool TryText(JsonNode? node, out string? text)
    {
        text = null;
        return node is null || (node is JsonValue value && value.TryGetValue(out text));
    }

    private static bool TryTags(JsonNode? node, out ImmutableArray<string> tags)
    {
        tags = [];
        if (node is null)
            return true;
        if (node is not JsonArray list || !list.All(tag => tag is JsonValue value && value.TryGetValue<string>(out _)))
            return false;
        tags = [.. list.Select(tag => tag!.GetValue<string>())];
        return true;
    }
}
