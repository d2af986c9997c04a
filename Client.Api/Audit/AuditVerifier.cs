using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Repeats;

namespace Sanctum.Audit;

/// <summary>Verifies a part of the chain, a bounded number of entries at a time.</summary>
internal static class AuditVerifier
{
    private const int MaxPerRequest = 500_000;

    public static async Task<AuditReport> Verify(
        string? head, string? after, int? limit, IClusterClient grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        var max = limit is null ? MaxPerRequest : PageLimit.Check(limit, max: MaxPerRequest);
        var (kept, from) = (Parse("head", head), Parse("after", after));
        var audit = grains.Audit();
        var keptPlace = await Locate(kept, audit);
        if (keptPlace == AuditPlace.Missing)
            return AuditReport.OfMissing(kept!, keptPlace);
        if (await Locate(from, audit) == AuditPlace.Missing)
            return AuditReport.OfMissing(from!, keptPlace);
        var (check, count) = (await audit.Check(from), 0L);
        count += check.Checked;
        while (!check.IsComplete && count < max)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = clock.GetTimestamp();
            check = await audit.Check(check.Last);
            count += check.Checked;
            // What answers is not late: the deadline is that of one part.
            RequestDeadline.Current?.Extend(clock.GetElapsedTime(started));
        }
        return AuditReport.Of(check, count, keptPlace);
    }

    private static async Task<AuditPlace?> Locate(AuditPosition? position, IAuditGrain audit) =>
        position is null ? null : await audit.Locate(position);

    private static AuditPosition? Parse(string field, string? text)
    {
        if (text is null)
            return null;
        return AuditPosition.TryParse(text, out var position)
            ? position
            : throw new InvalidRequestException(field, $"must be {AuditPosition.Form}.");
    }
}

/// <summary>What a verification of the audit log found.</summary>
/// <param name="IsIntact">Whether all that was checked is what was written.</param>
/// <param name="Checked">How many entries were checked.</param>
/// <param name="Head">The last entry that is as it should be, as <c>NUMBER:HASH</c>: keep it elsewhere, and pass it as
/// <c>head</c> later. Null where there is none.</param>
/// <param name="Kept">Where the entry is that was passed as <c>head</c>: <c>found</c>, <c>missing</c>, or <c>removed</c> by
/// retention; null where none was passed.</param>
/// <param name="Unsealed">How many entries are not in the chain yet, at most 100,000.</param>
/// <param name="Break">The first thing that is wrong, or null.</param>
/// <param name="Next">Pass it as <c>after</c> to continue; null at the end.</param>
internal sealed record AuditReport(
    bool IsIntact, long Checked, string? Head, AuditPlace? Kept, long Unsealed, AuditBreak? Break, string? Next)
{
    public static AuditReport Of(AuditCheck check, long count, AuditPlace? kept) => new(
        check.Break is null, count, check.Last?.ToString(), kept, check.Unsealed, check.Break,
        check.IsComplete ? null : check.Last?.ToString());

    public static AuditReport OfMissing(AuditPosition position, AuditPlace? kept) => new(
        IsIntact: false, Checked: 0, Head: null, kept, Unsealed: 0,
        new AuditBreak(AuditBreakKind.Kept, position.Seq, EntryId: null, $"The chain does not hold {position}."), Next: null);
}
