using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Streams;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>
/// The memory of an agent that does not exist yet, as a part of the statement that creates the agent: blocks with their history
/// and log, and passages with their open embeddings.
/// </summary>
internal static class ImportedMemory
{
    /// <summary>Members of a <c>with</c> that write all rows if <paramref name="created"/> has its one row.</summary>
    /// <param name="created">The member that creates the agent.</param>
    /// <param name="first">Number of the first of <see cref="Parameters"/>.</param>
    public static string Insert(string created, int first)
    {
        string Parameter(int offset) => string.Create(CultureInfo.InvariantCulture, $"${first + offset}");
        var (tenant, agent, now, blocks, passages) = (Parameter(0), Parameter(1), Parameter(2), Parameter(3), Parameter(4));
        var (actor, author, isEmbedded, type) = (Parameter(5), Parameter(6), Parameter(7), Parameter(8));
        var (schema, trace) = (Parameter(9), Parameter(10));
        const string Block =
            """
            ("Label" text, "Value" text, "Description" text, "Limit" int, "IsAttached" boolean, "Number" bigint, "Id" uuid,
             "Event" jsonb, "Trust" int)
            """;
        return
            $"""
            blocks as (
                insert into memory_block
                    (tenant, agent, label, value, description, char_limit, version, updated_at, is_attached, trust)
                select {tenant}, {agent}, "Label", "Value", "Description", "Limit", 1, {now}, "IsAttached", "Trust"
                from {created} cross join jsonb_to_recordset({blocks}) as given {Block}),
            entries as (
                insert into memory_entry
                    (tenant, agent, edit_id, label, kind, actor, after, version, author, cause, description, char_limit,
                     is_change, trust)
                select {tenant}, {agent}, 'create:' || "Id", "Label", 'create', {actor}, "Value", 1, {author}, 'import',
                       "Description", "Limit", true, "Trust"
                from {created} cross join jsonb_to_recordset({blocks}) as given {Block}),
            wal as (
                insert into memory_wal (tenant, memory, seq, id, type, schema_version, traceparent, payload)
                select {tenant}, {agent},
                       coalesce((select max(seq) from memory_wal where tenant = {tenant} and memory = {agent}), 0) + "Number",
                       "Id", {type}, {schema}, {trace}, "Event"
                from {created} cross join jsonb_to_recordset({blocks}) as given {Block}),
            passages as (
                insert into memory_passage (tenant, agent, id, text, tags, source, importance, created_at, updated_at, trust)
                select {tenant}, {agent}, "Id", "Text", "Tags", "Source", "Importance", "CreatedAt", "CreatedAt", "Trust"
                from {created} cross join jsonb_to_recordset({passages}) as given
                    ("Id" uuid, "Text" text, "Tags" text[], "Source" text, "Importance" double precision,
                     "CreatedAt" timestamptz, "Trust" int)
                returning id),
            due as (
                insert into memory_embedding (tenant, agent, passage, version, due_at)
                select {tenant}, {agent}, id, 1, case when {isEmbedded} then now() end from passages)
            """;
    }

    /// <param name="agent">The agent that is created.</param>
    /// <param name="blocks">Its core memory; versions begin at 1.</param>
    /// <param name="passages">Its archival memory.</param>
    /// <param name="author">Who imports.</param>
    /// <param name="isEmbedded">Whether passages are to be embedded.</param>
    /// <param name="now">When.</param>
    public static IEnumerable<NpgsqlParameter> Parameters(
        GrainKey agent, ImmutableArray<MemoryBlock> blocks, ImmutableArray<Passage> passages, string author, bool isEmbedded,
        DateTimeOffset now)
    {
        var events = blocks.Select(block => BlockEvents.Changed(agent, block)).ToImmutableArray();
        yield return Text(agent.Tenant);
        yield return Text(agent.Name);
        yield return Time(now);
        yield return Json(JsonSerializer.Serialize(blocks.Select((block, i) => new
        {
            block.Label,
            block.Value,
            block.Description,
            block.Limit,
            block.IsAttached,
            Number = i + 1,
            Id = Guid.CreateVersion7(),
            Event = JsonNode.Parse(EventJson.Write(events[i])),
            Trust = (int)block.Trust,
        })));
        yield return Json(JsonSerializer.Serialize(passages.Select(passage => new
        {
            passage.Id,
            passage.Text,
            passage.Tags,
            passage.Source,
            passage.Importance,
            passage.CreatedAt,
            Trust = (int)passage.Trust,
        })));
        yield return Text("operator");
        yield return Text(author);
        yield return Bool(isEmbedded);
        yield return Text(events.IsEmpty ? "" : events[0].EventType);
        yield return Int(events.IsEmpty ? 0 : events[0].SchemaVersion);
        yield return Text(Activity.Current?.Id);
    }
}
