using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Storage;

namespace Sanctum.Portability;

/// <summary>Blocks, passages and files of a file in Letta's format.</summary>
internal sealed class LettaMemory(IOptions<PassageOptions> options, TimeProvider clock)
{
    /// <summary>The label of the block that a long system text becomes.</summary>
    public const string Instructions = "instructions";

    private const double Importance = 0.5;
    private const int MaxLimit = 100_000;
    private const int PieceCharacters = 2_000;
    private const int MaxSourceCharacters = 256;

    /// <summary>The agent's blocks. A block that breaks a rule is reported.</summary>
    /// <param name="file">The file.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="instructions">A system text that needs a block, or null.</param>
    /// <param name="report">What is taken.</param>
    public static ImmutableArray<FileBlock> ReadBlocks(
        JsonElement file, JsonElement agent, string? instructions, ImportReport report)
    {
        var read = new Dictionary<string, FileBlock>(StringComparer.Ordinal);
        if (instructions is not null)
        {
            if (instructions.Length > MaxLimit)
                report.Leave(
                    "system", "",
                    $"It has {instructions.Length} characters; the first {MaxLimit} are taken, the limit of a block.");
            read[Instructions] = new FileBlock(
                "Your instructions.", IsAttached: true, Instructions, MaxLimit, StorableText.Cut(instructions, MaxLimit));
        }
        var ids = agent.Texts("block_ids").ToHashSet(StringComparer.Ordinal);
        foreach (var (part, block) in Numbered(file, "blocks"))
            Try(part, block, () => AddBlock(part, block, ids.Contains(block.Text("id") ?? ""), read, report), report);
        foreach (var (part, block) in Numbered(agent, "memory_blocks").Concat(Numbered(agent, "core_memory")))
            Try(part, block, () => AddBlock(part, block, isOfAgent: true, read, report), report);
        return [.. read.Values.OrderBy(block => block.Label, StringComparer.Ordinal)];
    }

    /// <summary>Passages and files of the agent. One that breaks a rule is reported.</summary>
    public ImmutableArray<FilePassage> ReadPassages(JsonElement file, JsonElement agent, ImportReport report)
    {
        var read = new List<FilePassage>();
        var own = file.Member("agents") is null ? default : agent;
        var passages = Numbered(file, "passages").Concat(Numbered(file, "archival_memory"))
            .Concat(Numbered(own, "passages")).Concat(Numbered(own, "archival_memory"));
        foreach (var (part, passage) in passages)
            Try(part, passage, () => AddPassage(part, passage, read, report), report);
        var sources = agent.Texts("source_ids").Concat(agent.Texts("folder_ids")).ToHashSet(StringComparer.Ordinal);
        var files = agent.Items("files_agents").Select(item => item.Text("file_id")).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (part, document) in Numbered(file, "files"))
            Try(
                part, document,
                () => AddFile(
                    part, document,
                    sources.Contains(document.Text("source_id") ?? "") || files.Contains(document.Text("id") ?? ""), read,
                    report),
                report);
        return [.. read];
    }

    private static void AddBlock(
        string part, JsonElement block, bool isOfAgent, Dictionary<string, FileBlock> read, ImportReport report)
    {
        var label = StorableText.Of(block.Text("label") ?? "");
        if (!isOfAgent)
        {
            report.Leave(part, label, "It is not a block of this agent.");
            return;
        }
        var given = block.Text("value") ?? throw new InvalidRequestException("value", "is missing.");
        var value = StorableText.Of(given);
        var asked = block.Number("limit") ?? BlockEditing.DefaultLimit;
        var limit = Math.Clamp(Math.Max(asked, value.Length), 1, MaxLimit);
        var isAttached = read.Count < BlockEditing.MaxBlocks;
        var taken = new FileBlock(StorableText.Of(block.Text("description") ?? ""), isAttached, label, limit, value);
        FileRules.CheckBlock(taken);
        if (read.Count >= BlockEditing.MaxKeptBlocks)
            throw new InvalidRequestException("blocks", $"has more than {BlockEditing.MaxKeptBlocks} entries, the limit.");
        if (!read.TryAdd(label, taken))
            throw new InvalidRequestException("label", $"'{label}' is that of another block.");
        string[] notes =
        [
            limit == asked ? "" : string.Create(CultureInfo.InvariantCulture, $"Its limit is {limit} characters, not {asked}."),
            isAttached ? "" : $"It is detached: an agent sees {BlockEditing.MaxBlocks} blocks.",
            block.Flag("read_only") ? "It was read-only; here the agent may change its own blocks." : "",
            value == given ? "" : "Null characters are replaced.",
        ];
        report.Take(part, label, string.Join(' ', notes.Where(note => note.Length > 0)));
    }

    private void AddPassage(string part, JsonElement passage, List<FilePassage> read, ImportReport report)
    {
        var now = clock.GetUtcNow();
        var text = passage.Text("text") ?? passage.Text("content") ?? "";
        var taken = new FilePassage(
            passage.Time("created_at") is { } at && at >= DateTimeOffset.UnixEpoch && at <= now ? at : now,
            Guid.CreateVersion7(), Importance, "",
            [.. passage.Texts("tags").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], StorableText.Of(text));
        FileRules.CheckPassage(taken, now);
        RequireRoom(read.Count + 1);
        read.Add(taken);
        report.Take(part, text);
    }

    private void AddFile(string part, JsonElement document, bool isOfAgent, List<FilePassage> read, ImportReport report)
    {
        var name = document.Text("file_name") ?? document.Text("original_file_name") ?? "";
        if (!isOfAgent || document.Text("content") is not { Length: > 0 } content)
        {
            report.Leave(part, name, isOfAgent ? "Its text is not in the file." : "It is not a file of this agent.");
            return;
        }
        var now = clock.GetUtcNow();
        var pieces = Split(StorableText.Of(content)).Select(piece => new FilePassage(
            now, Guid.CreateVersion7(), Importance, StorableText.Cut(name, MaxSourceCharacters), [], piece)).ToList();
        RequireRoom(read.Count + pieces.Count);
        foreach (var piece in pieces)
            FileRules.CheckPassage(piece, now);
        read.AddRange(pieces);
        report.Take(part, name, string.Create(CultureInfo.InvariantCulture, $"It is {pieces.Count} passages."));
    }

    private void RequireRoom(int count)
    {
        var limit = Math.Min(options.Value.MaxOfAgent, AgentFileImport.MaxPassages);
        if (count > limit)
            throw new InvalidRequestException("passages", $"would be more than {limit}, the limit of an agent.");
    }

    // At ends of lines, or between words where a line is long.
    private static IEnumerable<string> Split(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(PieceCharacters, text.Length - start);
            if (start + length < text.Length)
            {
                var window = text.AsSpan(start, length);
                var end = window.LastIndexOf('\n') is > 0 and var line ? line + 1 : window.LastIndexOf(' ') + 1;
                length = end > 0 ? end : char.IsHighSurrogate(window[^1]) ? length - 1 : length;
            }
            var piece = text.Substring(start, length).Trim();
            if (piece.Length > 0)
                yield return piece;
            start += length;
        }
    }

    private static IEnumerable<(string Part, JsonElement Item)> Numbered(JsonElement owner, string name) =>
        owner.Items(name).Select((item, i) => (string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), item));

    private static void Try(string part, JsonElement item, Action add, ImportReport report)
    {
        try
        {
            add();
        }
        catch (InvalidRequestException refused)
        {
            report.Leave(part, item.NameOrEmpty(), refused.Message);
        }
    }
}
