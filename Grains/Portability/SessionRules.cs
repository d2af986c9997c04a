using System.Collections.Immutable;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Storage;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Portability;

/// <summary>The limits of transcripts in a file, and the sessions that they become.</summary>
internal static class SessionRules
{
    public const int MaxSessions = 1_000;
    public const int MaxEntries = 100_000;
    public const int MaxCompactions = 1_000;
    public const int MaxCalls = 256;
    private const int MaxNameCharacters = 512;
    private static readonly string[] Roles = [.. Enum.GetNames<TranscriptRole>().Select(name => name.ToLowerInvariant())];
    private static readonly string[] Methods = [.. Enum.GetNames<CompactionMethod>().Select(name => name.ToLowerInvariant())];
    private static readonly string[] Statuses = [.. Enum.GetValues<ToolStatus>().Select(status => status.ToName())];

    /// <summary>The sessions, with new ids of their turns.</summary>
    /// <exception cref="InvalidRequestException">A limit is exceeded; the field names the entry.</exception>
    public static ImmutableArray<SessionTranscript> Read(FileSession[] sessions, DateTimeOffset now)
    {
        if (sessions.Length > MaxSessions)
            throw new InvalidRequestException("sessions", $"has {sessions.Length} entries; the limit is {MaxSessions}.");
        if (sessions.Sum(session => (long)(session?.Entries?.Length ?? 0)) is var count && count > MaxEntries)
            throw new InvalidRequestException("sessions", $"have {count} entries of transcripts; the limit is {MaxEntries}.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return [.. sessions.Select((session, i) => Within($"sessions[{i}]", () =>
        {
            Require(session is not null, "entry", "is null.");
            Require(ids.Add(session!.Id), "id", $"'{session.Id}' is that of another session.");
            return Read(session, now);
        }))];
    }

    private static SessionTranscript Read(FileSession session, DateTimeOffset now)
    {
        Require(SessionIds.IsValid(session.Id), "id", "has other characters than a session's id, or too many.");
        Check("platform", session.Platform, 1);
        Check("account", session.Account, 0);
        Require(session.Entries.Length > 0, "entries", "is empty.");
        Require(
            session.Compactions.Length <= MaxCompactions, "compactions",
            $"has {session.Compactions.Length} entries; the limit is {MaxCompactions}.");
        var turns = new Dictionary<long, Guid>();
        var steps = new HashSet<(long, int)>();
        var entries = session.Entries.Select((entry, i) => Within($"entries[{i}]", () =>
        {
            Require(entry is not null, "entry", "is null.");
            Require(entry!.Seq == i + 1, "seq", $"is {entry.Seq}, not {i + 1}.");
            Require(
                entry.Turn == entry.Seq || (entry.Turn < entry.Seq && turns.ContainsKey(entry.Turn)), "turn",
                "is not the place of an earlier entry that begins a turn.");
            Require(entry.Step >= 0 && steps.Add((entry.Turn, entry.Step)), "step", "is below 0, or taken in its turn.");
            CheckTime(entry.OccurredAt, now, "occurredAt");
            // Lists of sessions are in the order of their turns' ids, which begin with the time.
            turns.TryAdd(entry.Turn, Guid.CreateVersion7(entry.OccurredAt));
            return Read(entry, turns[entry.Turn]);
        })).ToImmutableArray();
        return new SessionTranscript(
            session.Id, session.Platform, session.Account, entries,
            [
                .. session.Compactions.Select((made, i) => Within(
                    $"compactions[{i}]", () => Read(made, i, entries.Length, turns, now))),
            ]);
    }

    private static StoredEntry Read(FileEntry entry, Guid turn)
    {
        Require(Roles.Contains(entry.Role), "role", $"is not one of: {string.Join(", ", Roles)}.");
        Check("author", entry.Author, 0);
        CheckText("content", entry.Content);
        Check("model", entry.Model, 0);
        Check("stopReason", entry.StopReason, 0);
        Check("toolCallId", entry.ToolCallId, 1);
        Require(entry.InputTokens is null or >= 0, "inputTokens", "is below 0.");
        Require(entry.OutputTokens is null or >= 0, "outputTokens", "is below 0.");
        Require(
            entry.ToolStatus is null || Statuses.Contains(entry.ToolStatus), "toolStatus",
            $"is not one of: {string.Join(", ", Statuses)}.");
        Require(entry.ToolCalls is null or { Length: <= MaxCalls }, "toolCalls", $"has more than {MaxCalls} entries.");
        foreach (var call in entry.ToolCalls ?? [])
        {
            Require(call is not null, "toolCalls", "holds null.");
            Check("toolCalls.callId", call!.CallId, 1);
            Check("toolCalls.tool", call.Tool, 1);
            CheckText("toolCalls.arguments", call.Arguments);
        }
        return new StoredEntry(
            new TranscriptEntry(
                entry.Seq, turn, Enum.Parse<TranscriptRole>(entry.Role, ignoreCase: true), entry.Author, entry.Content,
                [.. (entry.ToolCalls ?? []).Select(call => new ToolCall(call.CallId, call.Tool, call.Arguments))],
                entry.ToolCallId, entry.ToolStatus is null ? null : ToolStatusNames.Parse(entry.ToolStatus),
                entry.Model is null ? null : new ModelUsage(entry.Model, entry.InputTokens ?? 0, entry.OutputTokens ?? 0),
                entry.StopReason, entry.OccurredAt)
            {
                Trust = FileTrust.OrNull(entry.Trust),
            },
            entry.Step);
    }

    private static Compaction Read(FileCompaction made, int place, int last, Dictionary<long, Guid> turns, DateTimeOffset now)
    {
        Require(made is not null, "entry", "is null.");
        Require(made!.Number == place + 1, "number", $"is {made.Number}, not {place + 1}.");
        Require(Methods.Contains(made.Method), "method", $"is not one of: {string.Join(", ", Methods)}.");
        Require(turns.ContainsKey(made.Turn), "turn", "is not the place of an entry that begins a turn.");
        Require(made.LastSeq >= 0 && made.LastSeq <= last, "lastSeq", $"is not between 0 and {last}.");
        Require(
            made.EntriesThrough >= 0 && made.EntriesThrough <= made.LastSeq, "entriesThrough", "is not between 0 and lastSeq.");
        Require(
            made.ResultsThrough >= 0 && made.ResultsThrough <= made.LastSeq, "resultsThrough", "is not between 0 and lastSeq.");
        Require(made.TokensBefore >= 0 && made.TokensAfter >= 0, "tokensBefore", "or tokensAfter is below 0.");
        CheckText("summary", made.Summary ?? "");
        CheckTime(made.At, now, "at");
        return new Compaction(
            made.Number, Enum.Parse<CompactionMethod>(made.Method, ignoreCase: true), made.EntriesThrough, made.ResultsThrough,
            made.Summary, made.LastSeq, made.TokensBefore, made.TokensAfter, made.At)
        {
            TurnId = turns[made.Turn],
            Trust = FileTrust.Of(made.Trust),
        };
    }

    private static void CheckTime(DateTimeOffset time, DateTimeOffset now, string field) => Require(
        time >= DateTimeOffset.UnixEpoch && time <= now.AddDays(1), field, "is before 1970 or in the future.");

    private static void Check(string field, string? text, int min)
    {
        if (text is null)
            return;
        Require(
            text.Length >= min && text.Length <= MaxNameCharacters, field,
            $"has {text.Length} characters; {min} to {MaxNameCharacters} are allowed.");
        CheckText(field, text);
    }

    private static void CheckText(string field, string text) => Require(
        StorableText.Of(text) == text, field, "must not hold null characters or half of a surrogate pair.");

    private static T Within<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidRequestException refused)
        {
            throw new InvalidRequestException(
                [.. refused.Errors.Select(error => error with { Field = $"{place}.{error.Field}" })]);
        }
    }

    private static void Require(bool holds, string field, string message)
    {
        if (!holds)
            throw new InvalidRequestException(field, message);
    }
}
