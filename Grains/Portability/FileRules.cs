using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Storage;

namespace Sanctum.Portability;

/// <summary>The limits of what a file holds: its own, and those that hold for agents and memory elsewhere.</summary>
internal static class FileRules
{
    private const string Operator = "operator";
    private static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    /// <param name="content">The file.</param>
    /// <param name="maxPassages">Maximum number of passages of an agent.</param>
    /// <param name="now">The present time.</param>
    /// <exception cref="InvalidRequestException">A limit is exceeded; the field names the entry.</exception>
    public static void Check(AgentFileContent content, int maxPassages, DateTimeOffset now)
    {
        if (content.Blocks.Length > BlockEditing.MaxKeptBlocks)
            throw TooMany("blocks", content.Blocks.Length, BlockEditing.MaxKeptBlocks);
        if (content.Blocks.Count(block => block is { IsAttached: true }) is var attached && attached > BlockEditing.MaxBlocks)
            throw new InvalidRequestException(
                "blocks", $"has {attached} attached blocks; the limit is {BlockEditing.MaxBlocks}.");
        maxPassages = Math.Min(maxPassages, AgentFileImport.MaxPassages);
        if (content.Passages.Length > maxPassages)
            throw TooMany("passages", content.Passages.Length, maxPassages);
        for (var i = 0; i < content.Blocks.Length; i++)
            Within($"blocks[{i}]", content.Blocks[i], CheckBlock);
        RequireDistinct("blocks", content.Blocks.Select(block => block.Label));
        for (var i = 0; i < content.Passages.Length; i++)
            Within($"passages[{i}]", content.Passages[i], passage => CheckPassage(passage, now));
        RequireDistinct("passages", content.Passages.Select(passage => passage.Id));
    }

    /// <summary>A passage as it would be inserted.</summary>
    public static NewPassage ToNew(FilePassage passage) =>
        new(passage.Id, passage.Text, [.. passage.Tags], passage.Source, passage.Importance);

    /// <exception cref="InvalidRequestException">A limit is exceeded.</exception>
    public static void CheckBlock(FileBlock block)
    {
        FileTrust.Of(block.Trust);
        foreach (var text in new[] { block.Label, block.Description, block.Value })
        {
            if (StorableText.Of(text) != text)
                throw new InvalidRequestException("text", "must not hold null characters or half of a surrogate pair.");
        }
        BlockEditing.Apply(
            block: null,
            new MemoryEdit(
                "import", block.Label, MemoryEditKind.Write, block.Value, null, Operator, block.Description, block.Limit),
            Earliest);
    }

    /// <exception cref="InvalidRequestException">A limit is exceeded.</exception>
    public static void CheckPassage(FilePassage passage, DateTimeOffset now)
    {
        FileTrust.Of(passage.Trust);
        ImmutableArray<NewPassage> passages = [ToNew(passage)];
        if (!PassageRules.Check(passages)[0].Tags.SequenceEqual(passage.Tags))
            throw new InvalidRequestException("tags", "are not sorted, or have one twice.");
        if (passage.CreatedAt < Earliest || passage.CreatedAt > now.AddDays(1))
            throw new InvalidRequestException("createdAt", "is before 1970 or in the future.");
    }

    private static void Within<T>(string place, T entry, Action<T> check)
    {
        try
        {
            if (entry is null)
                throw new InvalidRequestException("entry", "is null.");
            check(entry);
        }
        catch (InvalidRequestException refused)
        {
            throw new InvalidRequestException(
                [.. refused.Errors.Select(error => error with { Field = $"{place}.{error.Field}" })]);
        }
    }

    private static void RequireDistinct<T>(string field, IEnumerable<T> names)
    {
        var known = new HashSet<T>();
        foreach (var name in names)
        {
            if (!known.Add(name))
                throw new InvalidRequestException(field, $"have '{name}' twice.");
        }
    }

    private static InvalidRequestException TooMany(string field, int count, int limit) =>
        new(field, $"has {count} entries; the limit is {limit}.");
}
