using System.Collections.Immutable;
using Sanctum.Audit;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// What closes a turn that is cancelled: a result for each tool call that has none, and an entry that marks it.
/// </summary>
internal static class TurnClosing
{
    private const string Stopped = "The turn was cancelled before this call had ended; whether it took effect is unknown.";

    /// <summary>Whether the entry says nothing but how its turn ended: it was cancelled, or a tool ended it.</summary>
    public static bool IsMark(TranscriptEntry entry) =>
        entry is { Role: TranscriptRole.Assistant, StopReason: not null, Content: "" };

    /// <param name="turns">All that the open turns of a session have written, in order.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="session">The session.</param>
    /// <param name="at">When it is cancelled.</param>
    /// <returns>What follows, in order, without its places in the transcript; nothing for a turn that has written
    /// nothing.</returns>
    public static ImmutableArray<ClosingEntry> Of(
        IEnumerable<StoredEntry> turns, string agent, string session, DateTimeOffset at) =>
        [.. turns.GroupBy(stored => stored.Entry.TurnId).SelectMany(turn => Close([.. turn], agent, session, at))];

    private static IEnumerable<ClosingEntry> Close(StoredEntry[] turn, string agent, string session, DateTimeOffset at)
    {
        var step = turn.Max(stored => stored.Step);
        var answered = turn.Select(stored => stored.Entry.ToolCallId).ToHashSet();
        foreach (var call in turn.SelectMany(stored => stored.Entry.ToolCalls).Where(call => !answered.Contains(call.CallId)))
        {
            var result = new ToolResult(call.CallId, call.Tool, ToolStatus.Interrupted, Stopped, TimeSpan.Zero);
            var entry = Entry(TranscriptRole.Tool, call.Tool, Stopped) with
            {
                ToolCallId = call.CallId,
                ToolStatus = result.Status,
            };
            var audit = ToolRunAudit.Entry(at, $"agent/{agent}", agent, session, call, result);
            yield return new ClosingEntry(new StoredEntry(entry, ++step), audit);
        }
        var mark = Entry(TranscriptRole.Assistant, agent, "") with { StopReason = StopReasons.Cancelled };
        yield return new ClosingEntry(new StoredEntry(mark, ++step), Audit: null);

        TranscriptEntry Entry(TranscriptRole role, string author, string content) =>
            new(Seq: 0, turn[0].Entry.TurnId, role, author, content, [], null, null, null, null, at);
    }
}

/// <summary>An entry that closes a turn.</summary>
/// <param name="Stored">The entry.</param>
/// <param name="Audit">What the audit log says of it, or null.</param>
internal sealed record ClosingEntry(StoredEntry Stored, AuditEntry? Audit);
