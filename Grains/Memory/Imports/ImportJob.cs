using System.Collections.Immutable;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>An open import, as a silo continues it.</summary>
/// <param name="Agent">Whose memory.</param>
/// <param name="Import">What is known of it.</param>
/// <param name="Tags">Tags that every passage gets.</param>
/// <param name="Actor">On whose behalf it inserts.</param>
/// <param name="StartedAt">When it was begun for the first time.</param>
/// <param name="Attempts">How often it was begun since it last advanced, this time included.</param>
/// <param name="Content">The file.</param>
internal sealed record ImportJob(
    GrainKey Agent, PassageImport Import, ImmutableArray<string> Tags, string Actor, DateTimeOffset StartedAt, int Attempts,
    byte[] Content);

/// <summary>A line or chunk of a file: a passage, or why it is none.</summary>
/// <param name="Line">Its place, for people.</param>
/// <param name="Passage">The passage; null if it is refused.</param>
/// <param name="Reason">Why it is refused; null if it is not.</param>
internal readonly record struct ImportEntry(int Line, NewPassage? Passage, string? Reason)
{
    public static ImportEntry Of(int line, NewPassage passage)
    {
        try
        {
            return new ImportEntry(line, PassageRules.Check([passage])[0], null);
        }
        catch (Errors.InvalidRequestException refused)
        {
            return Refuse(line, refused.Message);
        }
    }

    public static ImportEntry Refuse(int line, string reason) => new(line, null, reason);
}

/// <summary>How an import advanced.</summary>
/// <param name="Position">Entries that were dealt with.</param>
/// <param name="Inserted">Passages that were inserted, of the batch.</param>
/// <param name="Known">Entries that were known, of the batch.</param>
/// <param name="Refusals">Entries that were refused, of the batch.</param>
internal sealed record ImportProgress(int Position, int Inserted, int Known, IReadOnlyList<ImportRefusal> Refusals);

/// <summary>An import ends without its remaining entries; the message says why.</summary>
internal sealed class ImportFailedException(string message) : Exception(message);
