using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Queues;
using Sanctum.Storage;
using Sanctum.Tools;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// The sessions of an agent that does not exist yet, as a part of the statement that creates the agent: the session's own row,
/// its entries and compactions, its last item, and its place in lists.
/// </summary>
internal static class ImportedTranscripts
{
    private const int States = 4;
    private const int Items = 12;

    /// <summary>Members of a <c>with</c> that write all rows if <paramref name="created"/> has its one row.</summary>
    /// <param name="created">The member that creates the agent.</param>
    /// <param name="first">Number of the first of <see cref="Parameters"/>.</param>
    public static string Insert(string created, int first)
    {
        var (items, own) = (first + States, first + States + Items);
        string Parameter(int offset) => string.Create(CultureInfo.InvariantCulture, $"${own + offset}");
        var (tenant, agent) = (Parameter(0), Parameter(1));
        return
            $"""
            {GrainStateRow.CreateMany("sessions", created, first)},
            {ImportedItems.Insert("items", created, items)},
            said as (
                insert into transcript_entry
                    (tenant, session_id, seq, turn_id, step, role, author, content, tool_calls, tool_call_id, tool_status, model,
                     input_tokens, output_tokens, stop_reason, occurred_at, trust)
                select {tenant}, "Session", "Seq", "Turn", "Step", "Role", "Author", "Content", "Calls", "Call", "Status",
                       "Model", "Input", "Output", "Reason", "At", "Trust"
                from {created} cross join jsonb_to_recordset({Parameter(2)}) as given
                    ("Session" text, "Seq" bigint, "Turn" uuid, "Step" int, "Role" text, "Author" text, "Content" text,
                     "Calls" jsonb, "Call" text, "Status" text, "Model" text, "Input" bigint, "Output" bigint, "Reason" text,
                     "At" timestamptz, "Trust" int)),
            compactions as (
                insert into transcript_compaction
                    (tenant, session_id, turn_id, number, method, entries_through, results_through, summary, last_seq,
                     tokens_before, tokens_after, created_at, trust)
                select {tenant}, "Session", "Turn", "Number", "Method", "Entries", "Results",
                    "Summary", "Last", "Before", "After",
                       "At", "Trust"
                from {created} cross join jsonb_to_recordset({Parameter(3)}) as given
                    ("Session" text, "Turn" uuid, "Number" int, "Method" text, "Entries" bigint, "Results" bigint,
                     "Summary" text, "Last" bigint, "Before" int, "After" int, "At" timestamptz, "Trust" int)),
            listed as (
                insert into session_activity
                    (tenant, session_id, agent, platform, account, author, started_at, last_at, last_item)
                select {tenant}, "Session", {agent}, "Platform", "Account", "Author", "Started", "At", "Item"
                from {created} cross join jsonb_to_recordset({Parameter(4)}) as given
                    ("Session" text, "Platform" text, "Account" text, "Author" text, "Started" timestamptz, "At" timestamptz,
                     "Item" uuid))
            """;
    }

    /// <param name="serviceId">The cluster's.</param>
    /// <param name="agent">The agent that is created.</param>
    /// <param name="sessions">Its sessions, whose ids nobody has.</param>
    public static IEnumerable<NpgsqlParameter> Parameters(
        string serviceId, GrainKey agent, ImmutableArray<SessionTranscript> sessions)
    {
        var items = sessions.Select(ItemOf).ToList();
        return
        [
            .. GrainStateRow.ManyParameters(serviceId, "session", [.. sessions.Select(session => StateOf(agent, session))]),
            .. ImportedItems.Parameters(agent, items),
            Text(agent.Tenant),
            Text(agent.Name),
            Json(JsonSerializer.Serialize(
                sessions.SelectMany(session => session.Entries.Select(stored => RowOf(session, stored))))),
            Json(JsonSerializer.Serialize(
                sessions.SelectMany(session => session.Compactions.Select(made => RowOf(session, made))))),
            Json(JsonSerializer.Serialize(sessions.Zip(items, (session, item) => new
            {
                Session = session.Id,
                session.Platform,
                session.Account,
                item.Author,
                Started = session.Entries[0].Entry.OccurredAt,
                item.At,
                Item = item.Id,
            }))),
        ];
    }

    private static (string Key, string Payload) StateOf(GrainKey agent, SessionTranscript session) => (
        new GrainKey(agent.Tenant, session.Id).ToString(),
        JsonSerializer.Serialize(
            new SessionState { AgentId = agent.Name, CreatedAt = session.Entries[0].Entry.OccurredAt }));

    private static ImportedItem ItemOf(SessionTranscript session)
    {
        var last = session.Entries[^1].Entry;
        var message = session.Entries.Select(stored => stored.Entry).LastOrDefault(
            entry => entry.TurnId == last.TurnId && entry.Role == TranscriptRole.User);
        var at = message?.OccurredAt ?? last.OccurredAt;
        // A turn that ran when it was exported has called tools, or nothing.
        var isAnswered = last.Role == TranscriptRole.Assistant && last.ToolCalls.IsDefaultOrEmpty;
        return new ImportedItem(
            last.TurnId, session.Id, session.Platform, session.Account, message?.Author ?? "", message?.Content ?? "", at,
            last.OccurredAt > at ? last.OccurredAt : at.AddMicroseconds(1), last.StopReason, isAnswered ? last.Seq : null);
    }

    private static object RowOf(SessionTranscript session, StoredEntry stored)
    {
        var entry = stored.Entry;
        return new
        {
            Session = session.Id,
            entry.Seq,
            Turn = entry.TurnId,
            stored.Step,
            Role = TranscriptRows.NameOf(entry.Role),
            entry.Author,
            entry.Content,
            Calls = entry.ToolCalls.IsDefaultOrEmpty
                ? (JsonElement?)null
                : JsonSerializer.SerializeToElement(entry.ToolCalls, JsonSerializerOptions.Web),
            Call = entry.ToolCallId,
            Status = entry.ToolStatus?.ToName(),
            entry.Usage?.Model,
            Input = entry.Usage?.InputTokens,
            Output = entry.Usage?.OutputTokens,
            Reason = entry.StopReason,
            At = entry.OccurredAt,
            Trust = (int?)entry.Trust,
        };
    }

    private static object RowOf(SessionTranscript session, Compaction made) => new
    {
        Session = session.Id,
        Turn = made.TurnId,
        made.Number,
        Method = made.Method.ToString().ToLowerInvariant(),
        Entries = made.EntriesThrough,
        Results = made.ResultsThrough,
        made.Summary,
        Last = made.LastSeq,
        Before = made.TokensBefore,
        After = made.TokensAfter,
        made.At,
        Trust = (int)made.Trust,
    };
}
