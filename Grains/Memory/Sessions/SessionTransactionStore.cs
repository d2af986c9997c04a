using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>The SQL of <c>memory_transaction</c> and <c>memory_transaction_step</c>, but for the commit.</summary>
internal sealed class SessionTransactionStore(WriteBatcher writes, Database reads)
{
    /// <summary>
    /// What of the statement of a change belongs to an open transaction: <c>open</c> has a row as long as it is open, and
    /// keeps it so until the commit.
    /// </summary>
    public const string Lock =
        """
        open as (
            select 1 from memory_transaction
            where tenant = $1 and session = $2 and id = $8 and state = 'open' for update),
        """;

    /// <summary>The end of an open transaction, where <c>changed</c> has a row.</summary>
    public const string Close =
        """
        ended as (
            update memory_transaction t set state = 'committed', version = $4, operations = $10, expires_at = $11
            from changed where t.tenant = $1 and t.session = $2 and t.id = $8 and $9::uuid is null),
        emptied as (
            delete from memory_transaction_step s using changed
            where s.tenant = $1 and s.session = $2 and s.transaction = $8)
        """;

    /// <summary>
    /// The row of a transaction that came in one request, where <c>changed</c> has a row. One that has expired gives way: it is
    /// counted, so it is deleted before the insert.
    /// </summary>
    public const string Record =
        """
        expired as (
            delete from memory_transaction t using changed
            where t.tenant = $1 and t.session = $2 and t.id = $8 and t.expires_at <= $5 returning 1),
        ended as (
            insert into memory_transaction (tenant, session, id, state, content, version, operations, expires_at)
            select $1, $2, $8, 'committed', $9, $4, $10, $11 from changed, (select count(*) from expired) gone)
        """;

    /// <summary>Opens a transaction; one that is there stays as it is, unless it has expired.</summary>
    public Task Begin(GrainKey session, Guid id, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                with expired as (
                    delete from memory_transaction
                    where tenant = $1 and session = $2 and id = $3 and expires_at <= $4 returning 1)
                insert into memory_transaction (tenant, session, id, state, expires_at)
                select $1, $2, $3, 'open', $5 from (select count(*) from expired) gone
                on conflict do nothing
                """,
                Text(session.Tenant), Text(session.Name), Uuid(id), Time(now), Time(expiresAt)),
            ct);

    /// <summary>How many transactions of a session are open.</summary>
    public Task<long> CountOpen(GrainKey session, DateTimeOffset now, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            """
            select count(*) from memory_transaction
            where tenant = $1 and session = $2 and state = 'open' and expires_at > $3
            """,
            Text(session.Tenant), Text(session.Name), Time(now)),
        row => row.GetInt64(0),
        ct);

    /// <summary>A transaction that has not expired, with its steps; null if there is none.</summary>
    public async Task<FoundTransaction?> Find(GrainKey session, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await reads.QueryAsync(
            new SqlStatement(
                """
                select t.state = 'open', t.content, t.version, t.operations, t.expires_at,
                    s.key, s.read_version, s.kind, s.value, s.time_to_live
                from memory_transaction t left join memory_transaction_step s
                    on s.tenant = t.tenant and s.session = t.session and s.transaction = t.id
                where t.tenant = $1 and t.session = $2 and t.id = $3 and t.expires_at > $4
                order by s.key
                """,
                Text(session.Tenant), Text(session.Name), Uuid(id), Time(now)),
            row => (
                IsOpen: row.GetBoolean(0), Content: row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1), Version: row.LongOrNull(2),
                Operations: row.GetInt32(3), ExpiresAt: row.Time(4), Step: row.IsDBNull(5) ? null : ReadStep(row, 5)),
            ct);
        if (rows.IsEmpty)
            return null;
        var (first, steps) = (rows[0], rows.Select(row => row.Step).OfType<SessionStep>().ToImmutableArray());
        var state = first.IsOpen ? SessionTransactionState.Open : SessionTransactionState.Committed;
        return new FoundTransaction(
            new SessionTransaction(
                id, session.Name, state, first.Version, first.IsOpen ? steps.Length : first.Operations, first.ExpiresAt),
            first.Content, steps);
    }

    /// <summary>The session of a transaction that has not expired; null if there is none.</summary>
    public Task<string?> FindSession(string tenant, Guid id, DateTimeOffset now, CancellationToken ct) =>
        reads.QuerySingleAsync<string?>(
            new SqlStatement(
                "select session from memory_transaction where tenant = $1 and id = $2 and expires_at > $3 limit 1",
                Text(tenant), Uuid(id), Time(now)),
            row => row.GetString(0),
            ct);

    /// <summary>
    /// Adds a step to an open transaction. Of a key that was read already the first version stays, and what is done to it last
    /// is done. False if the transaction is not open.
    /// </summary>
    public async Task<bool> Add(GrainKey session, Guid id, SessionStep step, DateTimeOffset now, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                """
                with open as (
                    select 1 from memory_transaction
                    where tenant = $1 and session = $2 and id = $3 and state = 'open' and expires_at > $9 for update)
                insert into memory_transaction_step as s
                    (tenant, session, transaction, key, read_version, kind, value, time_to_live)
                select $1, $2, $3, $4, $5, $6, $7, $8 from open
                on conflict (tenant, session, transaction, key) do update
                set read_version = coalesce(s.read_version, excluded.read_version),
                    kind = coalesce(excluded.kind, s.kind),
                    value = case when excluded.kind is null then s.value else excluded.value end,
                    time_to_live = case when excluded.kind is null then s.time_to_live else excluded.time_to_live end
                returning true
                """,
                Text(session.Tenant), Text(session.Name), Uuid(id), Text(step.Key), Long(step.ReadVersion),
                Text(step.Write is { } write ? Column(write.Kind) : null),
                Text(step.Write is { Kind: SessionWriteKind.Save } saved ? saved.Value : null), Interval(step.Write?.TimeToLive),
                Time(now)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>Drops an open transaction; false if there is none.</summary>
    public async Task<bool> Rollback(GrainKey session, Guid id, CancellationToken ct) => await writes.ExecuteAsync(
        new SqlStatement(
            "delete from memory_transaction where tenant = $1 and session = $2 and id = $3 and state = 'open'",
            Text(session.Tenant), Text(session.Name), Uuid(id)),
        ct) > 0;

    /// <summary>Removes transactions of any tenant that have expired.</summary>
    public Task<int> RemoveExpired(DateTimeOffset now, int limit, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            delete from memory_transaction t
            using (select tenant, session, id from memory_transaction where expires_at <= $1 order by expires_at limit $2) old
            where t.tenant = old.tenant and t.session = old.session and t.id = old.id and t.expires_at <= $1
            """,
            Time(now), Int(limit)),
        ct);

    private static string Column(SessionWriteKind kind) => kind == SessionWriteKind.Save ? "save" : "delete";

    private static SessionStep ReadStep(NpgsqlDataReader row, int first)
    {
        var key = row.GetString(first);
        SessionWrite? write = row.TextOrNull(first + 2) switch
        {
            null => null,
            "save" => new SessionWrite(
                SessionWriteKind.Save, key, row.GetString(first + 3),
                row.IsDBNull(first + 4) ? null : row.GetFieldValue<TimeSpan>(first + 4)),
            _ => new SessionWrite(SessionWriteKind.Delete, key),
        };
        return new SessionStep(key, row.LongOrNull(first + 1), write);
    }
}
