using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Sanctum.Memory;
using Sanctum.Storage;

namespace Sanctum.Consolidation;

/// <summary>Reads what a model proposes, entry by entry: a bad one is left out with a note, and keeps out no other.</summary>
internal static class ProposalReader
{
    /// <summary>Most notes of a run.</summary>
    public const int MaxNotes = 100;

    private const int MaxReasonCharacters = 500;
    private const int MaxNameCharacters = 128;
    private const string Cut = "…";

    /// <exception cref="ConsolidationFailedException">The answer is not of the form that was asked for.</exception>
    public static (ImmutableArray<NewProposal> Proposals, ImmutableArray<string> Notes) Read(
        string answer, ImmutableArray<MemoryBlock> blocks)
    {
        using var document = Parse(answer);
        if (!document.RootElement.TryGetProperty("changes", out var changes) || changes.ValueKind != JsonValueKind.Array)
            throw new ConsolidationFailedException("The model's answer has no list 'changes'.");
        var (proposals, notes) = (new Dictionary<string, NewProposal>(StringComparer.Ordinal), new List<string>());
        var number = 0;
        foreach (var change in changes.EnumerateArray())
        {
            number++;
            if (Find(change, blocks) is not { } block)
                notes.Add($"Change {number} is left out: {Named(change)} is not one of the blocks.");
            else if (FaultOf(change, block, proposals) is { } fault)
                notes.Add($"Change {number}, of {block.Label}, is left out: {fault}");
            else
                proposals.Add(block.Label, Of(change, block));
            if (notes.Count == MaxNotes)
                break;
        }
        return ([.. proposals.Values.OrderBy(proposal => proposal.Label, StringComparer.Ordinal)], [.. notes]);
    }

    // Some models put the object into a fence, or say something before it.
    private static JsonDocument Parse(string answer)
    {
        var (start, end) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        try
        {
            return start >= 0 && end > start
                ? JsonDocument.Parse(answer.AsMemory(start, end + 1 - start))
                : throw new ConsolidationFailedException("The model did not answer with a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ConsolidationFailedException($"The model's answer is not JSON: {exception.Message}");
        }
    }

    private static MemoryBlock? Find(JsonElement change, ImmutableArray<MemoryBlock> blocks) =>
        TextOf(change, "label") is { } label ? blocks.FirstOrDefault(block => block.Label == label) : null;

    private static string? FaultOf(JsonElement change, MemoryBlock block, Dictionary<string, NewProposal> before) =>
        before.ContainsKey(block.Label) ? "there is one for this block already."
        : TextOf(change, "text") is not { } text ? "it has no 'text'."
        : StorableText.Of(text) != text ? "its text has characters that cannot be stored."
        : text == block.Value ? "it changes nothing."
        : text.Length > block.Limit
            ? string.Create(CultureInfo.InvariantCulture, $"its text has {text.Length} characters; the limit is {block.Limit}.")
        : null;

    private static NewProposal Of(JsonElement change, MemoryBlock block)
    {
        var text = TextOf(change, "text")!;
        return new NewProposal(
            block.Label, block.Version, text,
            StorableText.Cut(StorableText.Of(TextOf(change, "reason") ?? ""), MaxReasonCharacters, Cut),
            UnifiedDiff.Of(block.Value, text, $"{block.Label} (version {block.Version})", $"{block.Label} (proposed)"));
    }

    private static string Named(JsonElement change) => TextOf(change, "label") is { } label
        ? $"'{StorableText.Cut(StorableText.Of(label), MaxNameCharacters, Cut)}'"
        : "what it names";

    private static string? TextOf(JsonElement change, string name) =>
        change.ValueKind == JsonValueKind.Object && change.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? Decoded(value) : null;

    // An escape may stand for half of a surrogate pair, which is no text.
    private static string? Decoded(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
