using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sanctum.Models;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>What a compaction leaves of a context.</summary>
internal static class CompactedContext
{
    /// <summary>What stands for a tool result that is left out.</summary>
    public const string LeftOut = "[This result was left out to make room.]";

    /// <summary>Names the messages that stand for entries that are left out.</summary>
    public const string NoteId = ContextFit.PinnedId;

    /// <summary>What the agent answers to what is said for no entry.</summary>
    public const string Noted = "(Understood.)";

    private const string Without = "(The earlier part of this conversation was left out to make room.)";
    private const string With = "(The earlier part of this conversation was left out to make room. A summary of it:)\n\n";

    /// <summary>
    /// The entries that are left. The message that the present turn answers always stays, and that of a turn of which the end is
    /// left.
    /// </summary>
    /// <param name="entries">Entries, in order.</param>
    /// <param name="compaction">The newest compaction, or null.</param>
    /// <param name="turn">The present turn.</param>
    public static ImmutableArray<TranscriptEntry> Of(
        IReadOnlyList<TranscriptEntry> entries, Compaction? compaction, Guid turn)
    {
        if (compaction is null)
            return [.. entries];
        var through = compaction.EntriesThrough;
        var cut = entries.FirstOrDefault(entry => entry.Seq == through + 1)?.TurnId ?? turn;
        return
        [
            .. entries.Where(entry => entry.Seq > through || IsPinned(entry, turn) || IsPinned(entry, cut)
                    || IsKept(entry, compaction, turn))
                .Select(entry => WithoutResult(entry, compaction, turn)),
        ];
    }

    /// <summary>Whether an entry is the message that the turn answers.</summary>
    public static bool IsPinned(TranscriptEntry entry, Guid turn) => entry.Role == TranscriptRole.User && entry.TurnId == turn;

    /// <summary>The entry, without its text if it is a tool result that is left out.</summary>
    public static TranscriptEntry WithoutResult(TranscriptEntry entry, Compaction? compaction, Guid turn) =>
        entry.Role == TranscriptRole.Tool && entry.Seq <= (compaction?.ResultsThrough ?? 0) && !IsKept(entry, compaction, turn)
        ? entry with { Content = LeftOut }
        : entry;

    /// <summary>
    /// Whether steps of the present turn are left only because another turn made the compaction. It would make them again.
    /// </summary>
    public static bool KeepsSteps(IEnumerable<TranscriptEntry> entries, Compaction? compaction, Guid turn) => entries.Any(
        entry => entry.Role != TranscriptRole.User && IsKept(entry, compaction, turn)
            && entry.Seq <= Math.Max(compaction!.EntriesThrough, compaction.ResultsThrough));

    private static bool IsKept(TranscriptEntry entry, Compaction? compaction, Guid turn) =>
        compaction is not null && compaction.TurnId != turn && entry.TurnId == turn;

    /// <summary>The messages that stand for entries that are left out. A person and the agent take turns in them too.</summary>
    public static IEnumerable<ChatMessage> NoteOf(Compaction? compaction)
    {
        if (compaction is not { EntriesThrough: > 0 })
            yield break;
        var text = compaction.Summary is { } summary ? With + summary : Without;
        yield return new ChatMessage(ChatRole.User, text) { MessageId = NoteId };
        yield return new ChatMessage(ChatRole.Assistant, Noted) { MessageId = NoteId };
    }
}
