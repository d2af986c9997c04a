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

    /// <summary>Sequence number of the newest entry; 0 when there is none.</summary>
    public long LastSeq { get; private set; }

    /// <summary>The turn that is being written, whose entries are never trimmed.</summary>
    public Guid CurrentTurn { get; private set; }

    /// <summary>Starts from what the rows say.</summary>
    public void Load(IEnumerable<StoredEntry> tail)
    {
        _entries.Clear();
        _entries.AddRange(tail);
        LastSeq = _entries.Count == 0 ? 0 : _entries[^1].Entry.Seq;
    }

    /// <summary>Takes up a turn, with the entries of it that lie before the window.</summary>
    public void Enter(Guid turn, ImmutableArray<StoredEntry> entries)
    {
        CurrentTurn = turn;
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

    /// <summary>Entries of the current turn, in order.</summary>
    public IReadOnlyList<StoredEntry> OfTurn => _ofTurn;

    /// <summary>
    /// The entries for the model: the current turn whole, and before it as many as fit, starting with a person's words.
    /// </summary>
    public ImmutableArray<TranscriptEntry> Context(int mostEntries, int mostCharacters)
    {
        var first = _entries.Count;
        var characters = 0;
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var entry = _entries[i].Entry;
            characters += entry.Content.Length;
            var fits = _entries.Count - i <= mostEntries && characters <= mostCharacters;
            if (!fits && entry.TurnId != CurrentTurn)
                break;
            first = i;
        }
        while (first < _entries.Count
            && _entries[first].Entry is var start && start.Role != TranscriptRole.User && start.TurnId != CurrentTurn)
            first++;
        return [.. _entries.Skip(first).Select(stored => stored.Entry)];
    }
}
