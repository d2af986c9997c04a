namespace Sanctum.Audit;

/// <summary>Computes a part of the chain again, and finds the first place where it is something else.</summary>
internal static class AuditVerification
{
    /// <param name="tenant">Whose chain it is.</param>
    /// <param name="page">The part, with all entries that were asked for.</param>
    /// <param name="after">What was checked before.</param>
    /// <param name="isEnd">Whether the chain has no more entries.</param>
    public static AuditCheck Check(string tenant, ChainPage page, AuditPosition? after, bool isEnd)
    {
        var (ends, entries) = (page.Ends, page.Entries);
        // What retention has removed since the part before was checked is not missing.
        var last = after is null || ends.Anchor.Seq > after.Seq ? ends.Anchor : new ChainHead(after.Seq, after.Hash);
        if (ends.KeepsRemoved)
            return Broken(0, last, ends, AuditBreakKind.Anchor, 1, "There are entries that the chain has as removed.");
        var count = 0;
        foreach (var entry in entries)
        {
            if (FindBreak(tenant, entry, last) is { } found)
                return Result(count, last, ends, isComplete: true, found);
            last = new ChainHead(entry.Seal!.Seq, entry.Seal.Hash);
            count++;
        }
        return isEnd
            ? Result(count, last, ends, isComplete: true, AtEnd(last, ends))
            : Result(count, last, ends, isComplete: false, broken: null);
    }

    private static AuditBreak? FindBreak(string tenant, AuditEntry entry, ChainHead before)
    {
        var (seal, wanted) = (entry.Seal!, before.Seq + 1);
        if (seal.Seq != wanted)
            return new AuditBreak(
                AuditBreakKind.Gap, wanted, EntryId: null, $"Entry {wanted} is missing; {seal.Seq} comes after {before.Seq}.");
        if (seal.Previous != before.Hash)
            return new AuditBreak(
                AuditBreakKind.Link, wanted, entry.Id, $"Entry {wanted} does not follow the entry that is before it.");
        return AuditHash.Of(tenant, entry, seal.Seq, seal.Previous) == seal.Hash
            ? null
            : new AuditBreak(AuditBreakKind.Content, wanted, entry.Id, $"Entry {wanted} is not what was sealed.");
    }

    private static AuditBreak? AtEnd(ChainHead last, ChainEnds ends) => ends.Head switch
    {
        null when last.Seq == 0 => null,
        null => new AuditBreak(AuditBreakKind.Head, last.Seq, null, $"The chain has {last.Seq} entries and no head."),
        var head when head.Seq > last.Seq => new AuditBreak(
            AuditBreakKind.Head, last.Seq + 1, null, $"The chain ends with entry {last.Seq}; its head is {head.Seq}."),
        var head when head.Seq < last.Seq => new AuditBreak(
            AuditBreakKind.Head, head.Seq + 1, null, $"The chain ends with entry {last.Seq}, behind its head {head.Seq}."),
        var head when head.Hash != last.Hash => new AuditBreak(
            AuditBreakKind.Head, head.Seq, null, $"Entry {head.Seq} is not the one that the head has."),
        _ => null,
    };

    private static AuditCheck Broken(
        int count, ChainHead last, ChainEnds ends, AuditBreakKind kind, long seq, string detail) =>
        Result(count, last, ends, isComplete: true, new AuditBreak(kind, seq, EntryId: null, detail));

    private static AuditCheck Result(int count, ChainHead last, ChainEnds ends, bool isComplete, AuditBreak? broken) =>
        new(count, last.Seq == 0 ? null : new AuditPosition(last.Seq, last.Hash), isComplete, ends.Unsealed, broken);
}
