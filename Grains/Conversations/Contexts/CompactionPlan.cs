using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// Chooses what a compaction leaves out. The message that the present turn answers stays, and so does its newest exchange with
/// the model: an answer with the results of its calls.
/// </summary>
/// <param name="entries">What the model would be given, in order.</param>
/// <param name="turn">The present turn.</param>
/// <param name="costOf">How much room an entry takes.</param>
internal sealed class CompactionPlan(IReadOnlyList<TranscriptEntry> entries, Guid turn, Func<TranscriptEntry, long> costOf)
{
    /// <summary>The room of all entries.</summary>
    public long Cost { get; } = entries.Sum(costOf);

    /// <summary>
    /// Leaves out the fewest entries that make enough room, else all that may be left out. What is left starts with a message,
    /// or with an answer of the present turn, so that no result is without its call.
    /// </summary>
    /// <returns>The last entry that is left out; null if none may be.</returns>
    public long? CutEntries(long need)
    {
        var (saved, cut, removed) = (0L, (long?)null, 0L);
        for (var i = 1; i <= Newest; i++)
        {
            removed += CompactedContext.IsPinned(entries[i - 1], turn) ? 0 : costOf(entries[i - 1]);
            if (removed == saved || !IsStart(entries[i]))
                continue;
            (saved, cut) = (removed, entries[i - 1].Seq);
            if (saved >= need)
                break;
        }
        return cut;
    }

    /// <summary>Leaves out the fewest tool results that make enough room, else all that may be left out.</summary>
    /// <returns>The last result that is left out, and how much room that makes; null and 0 if none may be.</returns>
    public (long? Through, long Saved) CutResults(long need)
    {
        var (through, saved) = ((long?)null, 0L);
        foreach (var entry in entries.Take(Newest).Where(entry => entry.Role == TranscriptRole.Tool))
        {
            var gain = costOf(entry) - costOf(entry with { Content = CompactedContext.LeftOut });
            if (gain <= 0)
                continue;
            (through, saved) = (entry.Seq, saved + gain);
            if (saved >= need)
                break;
        }
        return (through, saved);
    }

    // Where the newest exchange begins.
    private int Newest { get; } = Math.Max(
        0, entries.ToList().FindLastIndex(entry => entry.TurnId == turn && entry.Role != TranscriptRole.Tool));

    private bool IsStart(TranscriptEntry entry) =>
        entry.Role == TranscriptRole.User || (entry.TurnId == turn && entry.Role == TranscriptRole.Assistant);
}
