using System.Collections.Immutable;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// The end of a session's transcript in memory: enough for the next turn's context, and always the whole current turn.
/// </summary>
internal sealed class Transcript(int window)
{
    private readonly List<StoredEntry> _entries = [];
    private readonly List<StoredEntry> _ofTurn = [];

    // The message of the turn that the compaction cuts in two, or null. What is left of the turn means nothing without it.
    private TranscriptEntry? _opening;

    /// <summary>Sequence number of the newest entry; 0 when there is none.</summary>
    public long LastSeq { get; private set; }

    /// <summary>The turn that is being written, whose entries are never trimmed.</summary>
    public Guid CurrentTurn { get; private set; }

    /// <summary>What is left out of the model's context, or null.</summary>
    public Compaction? Compaction { get; private set; }

    /// <summary>What was recalled for the current turn.</summary>
    public ImmutableArray<RecalledPassage> Recalled { get; private set; } = [];

    /// <summary>Starts from what the rows say.</summary>
    /// <param name="tail">The newest entries.</param>
    /// <param name="compaction">The newest compaction, or null.</param>
    /// <param name="readTurn">Reads a turn that begins before the tail.</param>
    public async Task Load(
        ImmutableArray<StoredEntry> tail, Compaction? compaction, Func<Guid, Task<ImmutableArray<StoredEntry>>> readTurn)
    {
        var opening = FirstLeft(tail, compaction) is { } left
            ? MessageOf(left.TurnId, tail) ?? MessageOf(left.TurnId, await readTurn(left.TurnId))
            : null;
        (Compaction, _opening) = (compaction, opening);
        _entries.Clear();
        _entries.AddRange(tail);
        LastSeq = _entries.Count == 0 ? 0 : _entries[^1].Entry.Seq;
    }

    /// <summary>Takes up a turn, with the entries of it that lie before the window.</summary>
    public void Enter(Guid turn, ImmutableArray<StoredEntry> entries)
    {
        CurrentTurn = turn;
        Recalled = entries.FirstOrDefault(stored => !stored.Recalled.IsEmpty)?.Recalled ?? [];
        if (!entries.IsEmpty)
        {
            var known = _entries.Select(stored => stored.Entry.Seq).ToHashSet();
            _entries.InsertRange(0, entries.Where(stored => !known.Contains(stored.Entry.Seq)));
            _entries.Sort((left, right) => left.Entry.Seq.CompareTo(right.Entry.Seq));
        }
        _ofTurn.Clear();
        _ofTurn.AddRange(_entries.Where(stored => stored.Entry.TurnId == turn));
    }

    /// <summary>Adds a row that was committed.</summary>
    public void Append(StoredEntry stored)
    {
        _entries.Add(stored);
        if (stored.Entry.TurnId == CurrentTurn)
            _ofTurn.Add(stored);
        LastSeq = stored.Entry.Seq;
        while (_entries.Count > window && _entries[0].Entry.TurnId != CurrentTurn)
            _entries.RemoveAt(0);
    }

    /// <summary>Takes note of what was recalled for the current turn, once that is committed.</summary>
    public void Recall(ImmutableArray<RecalledPassage> passages) => Recalled = passages;

    /// <summary>Takes note of a compaction that was committed.</summary>
    public void Compact(Compaction compaction)
    {
        Compaction = compaction;
        var left = FirstLeft(_entries, compaction);
        if (left?.TurnId != _opening?.TurnId)
            _opening = left is null ? null : MessageOf(left.TurnId, _entries);
    }

    /// <summary>Entries of the current turn, in order.</summary>
    public IReadOnlyList<StoredEntry> OfTurn => _ofTurn;

    /// <summary>
    /// The entries for the model, as far as no compaction leaves them out: the current turn whole, and before it as many as fit,
    /// starting with a person's words. A turn of which a compaction left the end starts with its message too.
    /// </summary>
    public ImmutableArray<TranscriptEntry> Context(int mostEntries, int mostCharacters)
    {
        var through = Compaction?.EntriesThrough ?? 0;
        var first = _entries.Count;
        var characters = 0;
        for (var i = _entries.Count - 1; i >= 0 && _entries[i].Entry.Seq > through; i--)
        {
            var entry = CompactedContext.WithoutResult(_entries[i].Entry, Compaction, CurrentTurn);
            characters += entry.Content.Length;
            var fits = _entries.Count - i <= mostEntries && characters <= mostCharacters;
            if (!fits && entry.TurnId != CurrentTurn)
                break;
            first = i;
        }
        var opening = first < _entries.Count && _entries[first].Entry.Seq == through + 1 ? _opening : null;
        while (opening is null && first < _entries.Count
            && _entries[first].Entry is var start && start.Role != TranscriptRole.User && start.TurnId != CurrentTurn)
            first++;
        TranscriptEntry[] entries =
        [
            .. _ofTurn.Select(stored => stored.Entry).Where(entry => entry.Seq <= through),
            .. opening is not null && opening.TurnId != CurrentTurn ? [opening] : Array.Empty<TranscriptEntry>(),
            .. _entries.Skip(first).Select(stored => stored.Entry),
        ];
        return CompactedContext.Of(entries, Compaction, CurrentTurn);
    }

    // The first entry that a compaction leaves, if it is no message.
    private static TranscriptEntry? FirstLeft(IEnumerable<StoredEntry> entries, Compaction? compaction) =>
        compaction is null
        ? null
        : entries.Select(stored => stored.Entry).FirstOrDefault(
            entry => entry.Seq == compaction.EntriesThrough + 1 && entry.Role != TranscriptRole.User);

    private static TranscriptEntry? MessageOf(Guid turn, IEnumerable<StoredEntry> entries) =>
        entries.Select(stored => stored.Entry).FirstOrDefault(entry => CompactedContext.IsPinned(entry, turn));
}
