using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Trust;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>The SQL of <c>memory_passage</c>; a passage and its row of <c>memory_embedding</c> change together.</summary>
internal sealed class PassageStore(WriteBatcher writes, Database reads)
{
    public const string Columns = "id, text, tags, source, importance, version, created_at, updated_at, trust";

    /// <summary>Inserts passages that are not known yet, in one statement.</summary>
    /// <param name="agent">Whose memory.</param>
    /// <param name="passages">What is inserted, in order.</param>
    /// <param name="now">When they are created; each a microsecond after the one before.</param>
    /// <param name="isEmbedded">Whether they are to be embedded.</param>
    /// <param name="ct">Ends it early.</param>
    /// <returns>Those that were inserted.</returns>
    public Task<ImmutableArray<Passage>> Insert(
        GrainKey agent, ImmutableArray<NewPassage> passages, DateTimeOffset now, bool isEmbedded, CancellationToken ct) =>
        writes.QueryAsync(
            new SqlStatement(
                $"""
                with inserted as (
                    insert into memory_passage (tenant, agent, id, text, tags, source, importance, created_at, updated_at,
                        trust)
                    select $1, $2, new."Id", new."Text", new."Tags", new."Source", new."Importance", at, at, new."Trust"
                    from rows from (jsonb_to_recordset($3)
                        as ("Id" uuid, "Text" text, "Tags" text[], "Source" text, "Importance" double precision, "Trust" int))
                        with ordinality as new ("Id", "Text", "Tags", "Source", "Importance", "Trust", place)
                    cross join lateral (select $4 + (place - 1) * interval '1 microsecond' as at) times
                    on conflict (tenant, agent, id) do nothing
                    returning {Columns}),
                due as (
                    insert into memory_embedding (tenant, agent, passage, version, due_at)
                    select $1, $2, id, 1, case when $5 then now() end from inserted)
                select {Columns} from inserted
                """,
                Text(agent.Tenant), Text(agent.Name), Json(JsonSerializer.Serialize(passages)), Time(now), Bool(isEmbedded)),
            Read,
            ct);

    /// <summary>Passages by their ids; those that are not there are left out.</summary>
    public Task<ImmutableArray<Passage>> Find(GrainKey agent, IEnumerable<Guid> ids, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from memory_passage where tenant = $1 and agent = $2 and id = any($3)",
                Text(agent.Tenant), Text(agent.Name), Uuids(ids)),
            Read,
            ct);

    /// <summary>Passages older than a place, newest first.</summary>
    public Task<ImmutableArray<Passage>> List(GrainKey agent, PassageCursor? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from memory_passage
                where tenant = $1 and agent = $2 and (created_at, id) < ($3, $4)
                order by created_at desc, id desc limit $5
                """,
                Text(agent.Tenant), Text(agent.Name), Time(after?.CreatedAt ?? DateTimeOffset.MaxValue),
                Uuid(after?.Id ?? Guid.AllBitsSet), Int(limit)),
            Read,
            ct);

    /// <summary>Whether there is a passage.</summary>
    public Task<bool> HasAny(GrainKey agent, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select exists (select from memory_passage where tenant = $1 and agent = $2)", Text(agent.Tenant),
                Text(agent.Name)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>How many passages there are.</summary>
    public Task<long> Count(GrainKey agent, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select count(*) from memory_passage where tenant = $1 and agent = $2", Text(agent.Tenant), Text(agent.Name)),
            row => row.GetInt64(0),
            ct);

    /// <summary>Changes a passage of a version; null if it has another. With a new text, its embedding becomes due.</summary>
    /// <param name="agent">Whose memory.</param>
    /// <param name="after">The passage as it is to be, with the version that it has.</param>
    /// <param name="hasNewText">Whether its text changes.</param>
    /// <param name="isEmbedded">Whether it is to be embedded.</param>
    /// <param name="now">When it changes.</param>
    /// <param name="ct">Ends it early.</param>
    public Task<Passage?> Change(
        GrainKey agent, Passage after, bool hasNewText, bool isEmbedded, DateTimeOffset now, CancellationToken ct) =>
        writes.QuerySingleAsync<Passage?>(
            new SqlStatement(
                $"""
                with changed as (
                    update memory_passage
                    set text = $5, tags = $6, source = $7, importance = $8, version = version + 1, updated_at = $9,
                        trust = $12
                    where tenant = $1 and agent = $2 and id = $3 and version = $4
                    returning {Columns}),
                due as (
                    update memory_embedding e
                    set version = e.version + 1, model = null, vector = null, attempts = 0, last_error = null,
                        due_at = case when $11 then now() end
                    from changed where e.tenant = $1 and e.agent = $2 and e.passage = changed.id and $10)
                select {Columns} from changed
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(after.Id), Int(after.Version), Text(after.Text), Texts(after.Tags),
                Text(after.Source), Double(after.Importance), Time(now), Bool(hasNewText), Bool(isEmbedded),
                Int((int)after.Trust)),
            Read,
            ct);

    /// <summary>Deletes a passage of a version; false if it has another, or is not there.</summary>
    public async Task<bool> Delete(GrainKey agent, Guid id, int version, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                "delete from memory_passage where tenant = $1 and agent = $2 and id = $3 and version = $4",
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Int(version)),
            ct) == 1;

    public static Passage Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), [.. row.GetFieldValue<string[]>(2)], row.GetString(3), row.GetDouble(4),
        row.GetInt32(5), row.Time(6), row.Time(7))
    {
        Trust = TrustNames.Read(row, 8),
    };
}
