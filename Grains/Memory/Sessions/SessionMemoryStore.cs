using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>The SQL of <c>memory_session</c> and <c>memory_session_value</c>.</summary>
internal sealed class SessionMemoryStore(WriteBatcher writes, Database reads)
{
    /// <summary>A session's memory; <see cref="SessionContent.None"/> if it has none.</summary>
    public async Task<SessionContent> Load(GrainKey session, CancellationToken ct)
    {
        var rows = await reads.QueryAsync(
            new SqlStatement(
                """
                select s.version, s.created_at, s.updated_at,
                    v.key, v.value, v.version, v.saved_by, v.saved_at, v.expires_at
                from memory_session s left join memory_session_value v on v.tenant = s.tenant and v.session = s.session
                where s.tenant = $1 and s.session = $2
                """,
                Text(session.Tenant), Text(session.Name)),
            row => (
                Version: row.GetInt64(0), CreatedAt: row.Time(1), UpdatedAt: row.Time(2),
                Value: row.IsDBNull(3) ? null : ReadValue(row, 3)),
            ct);
        return rows.IsEmpty
            ? SessionContent.None
            : new SessionContent(
                rows[0].Version, rows[0].CreatedAt, rows[0].UpdatedAt,
                rows.Select(row => row.Value).OfType<SessionValue>()
                    .ToImmutableSortedDictionary(value => value.Key, value => value, StringComparer.Ordinal));
    }

    /// <summary>The version of a session; null if it has no memory.</summary>
    public Task<long?> FindVersion(GrainKey session, CancellationToken ct) => reads.QuerySingleAsync<long?>(
        new SqlStatement(
            "select version from memory_session where tenant = $1 and session = $2", Text(session.Tenant), Text(session.Name)),
        row => row.GetInt64(0),
        ct);

    /// <summary>Makes a change, in one statement; false if the session has another version than it names.</summary>
    /// <param name="session">Whose memory.</param>
    /// <param name="change">The change.</param>
    /// <param name="commit">The transaction that it is, which has to be open or new; null for a single write.</param>
    /// <param name="ct">Ends it early.</param>
    /// <exception cref="PostgresException">A new transaction has a row already (unique violation).</exception>
    public async Task<bool> Apply(GrainKey session, SessionChange change, SessionCommit? commit, CancellationToken ct)
    {
        NpgsqlParameter[] values =
        [
            Text(session.Tenant), Text(session.Name), Long(change.Before), Long(change.Version), Time(change.At),
            Texts(change.Deleted), Json(JsonSerializer.Serialize(change.Saved)),
        ];
        NpgsqlParameter[] ofCommit = commit is null
            ? []
            : [Uuid(commit.Id), Uuid(commit.Content), Int(commit.Operations), Time(commit.ExpiresAt)];
        return await writes.QuerySingleAsync(
            new SqlStatement(Statement(change, commit), [.. values, .. ofCommit]), row => row.GetBoolean(0), ct);
    }

    /// <summary>Deletes a session's memory; false if it has another version.</summary>
    public async Task<bool> Clear(GrainKey session, long version, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                "delete from memory_session where tenant = $1 and session = $2 and version = $3",
                Text(session.Tenant), Text(session.Name), Long(version)),
            ct) > 0;

    /// <summary>Sessions behind an id, by id; values that have expired do not count.</summary>
    public Task<ImmutableArray<MemorySession>> List(
        string tenant, string? after, DateTimeOffset now, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select s.session, s.version, v.keys, v.bytes, s.created_at, s.updated_at
                from memory_session s cross join lateral (
                    select count(*)::int as keys, coalesce(sum(octet_length(key) + octet_length(value)), 0)::bigint as bytes
                    from memory_session_value
                    where tenant = s.tenant and session = s.session and (expires_at is null or expires_at > $3)) v
                where s.tenant = $1 and s.session > $2 and v.keys > 0 order by s.session limit $4
                """,
                Text(tenant), Text(after ?? ""), Time(now), Int(limit)),
            row => new MemorySession(
                row.GetString(0), row.GetInt64(1), row.GetInt32(2), row.GetInt64(3), row.Time(4), row.Time(5)),
            ct);

    /// <summary>Removes values of any tenant that have expired.</summary>
    public Task<int> RemoveExpired(DateTimeOffset now, int limit, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            delete from memory_session_value v
            using (select tenant, session, key from memory_session_value where expires_at <= $1 order by expires_at limit $2) old
            where v.tenant = old.tenant and v.session = old.session and v.key = old.key and v.expires_at <= $1
            """,
            Time(now), Int(limit)),
        ct);

    /// <summary>Removes sessions of any tenant of which no value is left that has not expired.</summary>
    public Task<int> RemoveEnded(DateTimeOffset now, int limit, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            delete from memory_session s
            using (
                select distinct ended.tenant, ended.session, ended.version
                from (select tenant, session from memory_session_value where expires_at <= $1 order by expires_at limit $2) old
                join memory_session ended using (tenant, session)
                where not exists (
                    select from memory_session_value v where v.tenant = ended.tenant and v.session = ended.session
                        and (v.expires_at is null or v.expires_at > $1))) gone
            where s.tenant = gone.tenant and s.session = gone.session and s.version = gone.version
            """,
            Time(now), Int(limit)),
        ct);

    private static string Statement(SessionChange change, SessionCommit? commit)
    {
        var isOpen = commit is { Content: null };
        var condition = isOpen ? "and exists (select from open)" : "";
        var guard = (change.Before, change.IsLast) switch
        {
            // Nothing was there, and nothing is.
            (null, true) =>
                $"""
                select 1 where $3::bigint is null {condition}
                    and not exists (select from memory_session where tenant = $1 and session = $2)
                """,
            (null, false) =>
                $"""
                insert into memory_session (tenant, session, version, created_at, updated_at)
                select $1, $2, $4, $5, $5 where $3::bigint is null {condition}
                on conflict (tenant, session) do nothing returning 1
                """,
            (_, true) =>
                $"delete from memory_session where tenant = $1 and session = $2 and version = $3 {condition} returning 1",
            _ =>
                $"""
                update memory_session set version = $4, updated_at = $5
                where tenant = $1 and session = $2 and version = $3 {condition} returning 1
                """,
        };
        var end = commit is null ? "" : $", {(isOpen ? SessionTransactionStore.Close : SessionTransactionStore.Record)}";
        return
            $"""
            with {(isOpen ? SessionTransactionStore.Lock : "")}
            changed as (
                {guard}),
            deleted as (
                delete from memory_session_value v using changed
                where v.tenant = $1 and v.session = $2 and v.key = any($6)),
            saved as (
                insert into memory_session_value (tenant, session, key, value, version, saved_by, saved_at, expires_at)
                select $1, $2, new."Key", new."Value", new."Version", new."SavedBy", new."SavedAt", new."ExpiresAt"
                from changed, jsonb_to_recordset($7)
                    as new ("Key" text, "Value" text, "Version" bigint, "SavedBy" text, "SavedAt" timestamptz,
                        "ExpiresAt" timestamptz)
                on conflict (tenant, session, key) do update
                set value = excluded.value, version = excluded.version, saved_by = excluded.saved_by,
                    saved_at = excluded.saved_at, expires_at = excluded.expires_at){end}
            select true from changed
            """;
    }

    private static SessionValue ReadValue(NpgsqlDataReader row, int first) => new(
        row.GetString(first), row.GetString(first + 1), row.GetInt64(first + 2), row.GetString(first + 3), row.Time(first + 4),
        row.TimeOrNull(first + 5));
}
