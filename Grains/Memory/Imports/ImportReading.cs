using System.Collections.Immutable;

namespace Sanctum.Memory;

/// <summary>An import that an activation continues: its entries, and what is known of those before.</summary>
internal sealed class ImportReading
{
    // A call of the grain, and what a policy judges as one act, has at most so much.
    private const int MaxBatchCharacters = 100 * 1024;

    private readonly ImmutableArray<ImportEntry> _entries;
    private readonly HashSet<Guid> _seen = [];

    public ImportReading(ImportJob job, ImmutableArray<ImportEntry> entries)
    {
        (Job, _entries) = (job, entries);
        Position = Math.Min(job.Import.Read, entries.Length);
        Refused = job.Import.Refused;
        foreach (var entry in entries[..Position])
        {
            if (entry.Passage is { } passage)
                _seen.Add(passage.Id);
        }
    }

    public ImportJob Job { get; }

    public int Position { get; private set; }

    public int Refused { get; private set; }

    public bool IsAtEnd => Position >= _entries.Length;

    /// <summary>The next entries.</summary>
    public ImmutableArray<ImportEntry> Next()
    {
        var characters = 0;
        return
        [
            .. _entries.Skip(Position).TakeWhile((entry, i) =>
                (characters += entry.Passage?.Text.Length ?? 0) <= MaxBatchCharacters || i == 0).Take(PassageRules.MaxBatch),
        ];
    }

    /// <summary>Whether an entry before had the same passage.</summary>
    public bool IsRepeat(NewPassage passage) => !_seen.Add(passage.Id);

    public void Advanced(ImportProgress progress)
    {
        Position = progress.Position;
        Refused += progress.Refusals.Count;
    }
}
