using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>Inserts a batch of entries. An entry that is refused does not keep out the others.</summary>
internal static class ImportInsertion
{
    // The field that names the limit of passages of an agent.
    private const string WholeList = "items";

    /// <exception cref="ImportFailedException">The agent has as many passages as it may have.</exception>
    public static async Task<ImportProgress> Insert(
        IPassagesGrain memory, ImportReading reading, ImmutableArray<ImportEntry> batch)
    {
        var refusals = batch.Where(entry => entry.Passage is null).Select(
            entry => new ImportRefusal(entry.Line, entry.Reason!)).ToList();
        var fresh = batch.Where(entry => entry.Passage is { } passage && !reading.IsRepeat(passage)).ToImmutableArray();
        var repeated = batch.Length - refusals.Count - fresh.Length;
        var (inserted, known) = await Insert(memory, reading.Job, fresh, refusals);
        return new ImportProgress(
            reading.Position + batch.Length, inserted, known + repeated, [.. refusals.OrderBy(refusal => refusal.Line)]);
    }

    private static async Task<(int Inserted, int Known)> Insert(
        IPassagesGrain memory, ImportJob job, ImmutableArray<ImportEntry> entries, List<ImportRefusal> refusals)
    {
        if (entries.IsEmpty)
            return (0, 0);
        try
        {
            var passages = await memory.Insert([.. entries.Select(entry => entry.Passage!)], job.Actor);
            // After a crash, what the attempt before has inserted is there already, but not from before the import.
            var inserted = passages.Count(passage => passage.CreatedAt >= job.StartedAt);
            return (inserted, passages.Length - inserted);
        }
        catch (InvalidRequestException refused) when (refused.Errors.Any(error => error.Field == WholeList))
        {
            throw new ImportFailedException(refused.Message);
        }
        catch (SanctumException refused) when (
            refused is InvalidRequestException or ConflictException or PolicyDeniedException or ApprovalRequiredException)
        {
            if (entries.Length == 1)
            {
                refusals.Add(new ImportRefusal(entries[0].Line, refused.Message));
                return (0, 0);
            }
        }
        // One of them is at fault: each is tried alone.
        var (sum, sumKnown) = (0, 0);
        foreach (var entry in entries)
        {
            var (one, oneKnown) = await Insert(memory, job, [entry], refusals);
            (sum, sumKnown) = (sum + one, sumKnown + oneKnown);
        }
        return (sum, sumKnown);
    }
}
