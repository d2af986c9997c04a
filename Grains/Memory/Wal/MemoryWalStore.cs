using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>
/// The SQL of <c>memory_wal</c> but for its new rows, which <see cref="MemoryWal"/> puts into the statement of each change.
/// </summary>
internal sealed class MemoryWalStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "tenant, memory, seq, id, type, schema_version, occurred_at, traceparent, payload, attempts";

    /// <summary>What is to be sent now, in order. What stands behind a change that waits for its next try waits too.</summary>
    public Task<ImmutableArray<LoggedChange>> ListDue(GrainKey memory, int limit, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            $"""
            select {Columns} from memory_wal due
            where tenant = $1 and memory = $2 and due_at <= now() and not exists (
                select from memory_wal waiting
                where waiting.tenant = $1 and waiting.memory = $2 and waiting.due_at > now() and waiting.published_at is null and waiting.seq < due.seq)
            order by seq limit $3
            """,
            Text(memory.Tenant), Text(memory.Name), Int(limit)),
        Read,
        ct);

    /// <summary>Changes behind <paramref name="after"/>, in order.</summary>
    public Task<ImmutableArray<LoggedChange>> ListAfter(GrainKey memory, long after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
        new SqlStatement(
            $"select {Columns} from memory_wal where tenant = $1 and memory = $2 and seq > $3 order by seq limit $4",
            Text(memory.Tenant), Text(memory.Name), Long(after), Int(limit)),
        Read,
        ct);

    /// <summary>A change, or null.</summary>
    public Task<LoggedChange?> Find(GrainKey memory, long seq, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            $"select {Columns} from memory_wal where tenant = $1 and memory = $2 and seq = $3", Text(memory.Tenant),
            Text(memory.Name), Long(seq)),
        Read,
        ct);

    /// <summary>Changes were sent, and are again after <paramref name="wait"/> unless the replica has them by then.</summary>
    public Task MarkSent(GrainKey memory, IEnumerable<long> seqs, TimeSpan wait, CancellationToken ct) =>
        Mark(memory, "published_at = coalesce(published_at, now()), last_error = null", seqs, wait, ct);

    /// <summary>Changes could not be sent, and are tried again after <paramref name="wait"/>.</summary>
    public Task MarkUnsent(GrainKey memory, IEnumerable<long> seqs, TimeSpan wait, string error, CancellationToken ct) =>
        Mark(memory, "last_error = $5", seqs, wait, ct, Text(error));

    /// <summary>The replica has every change up to <paramref name="through"/>, or has given it up.</summary>
    public Task MarkReplicated(GrainKey memory, long through, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            "update memory_wal set replicated_at = now(), due_at = null where tenant = $1 and memory = $2 and seq <= $3 " +
            "and due_at is not null",
            Text(memory.Tenant), Text(memory.Name), Long(through)),
        ct);

    /// <summary>Memories with changes that nobody has sent for too long.</summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int limit, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            "select distinct tenant, memory from memory_wal where due_at < now() - $1 limit $2", Interval(grace), Int(limit)),
        row => new GrainKey(row.GetString(0), row.GetString(1)),
        ct);

    /// <summary>How far the replica is behind: of one memory, or of all of a tenant.</summary>
    public async Task<MemoryLag> Measure(string tenant, string? memory, CancellationToken ct) => (await reads.QuerySingleAsync(
        new SqlStatement(
            $"""
            select count(*), count(*) filter (where published_at is null), coalesce(extract(epoch from now() - min(occurred_at)), 0)::double precision
            from memory_wal where tenant = $1 and due_at is not null {(memory is null ? "" : "and memory = $2")}
            """,
            memory is null ? [Text(tenant)] : [Text(tenant), Text(memory)]),
        row => new MemoryLag(row.GetInt64(0), row.GetInt64(1), Math.Max(0, row.GetDouble(2))),
        ct))!;

    /// <summary>
    /// Removes changes that the replica has had for longer than <paramref name="retention"/>, but never the last of a memory,
    /// from which it counts on.
    /// </summary>
    /// <returns>How many.</returns>
    public Task<int> RemoveReplicated(TimeSpan retention, int limit, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            delete from memory_wal change
            using (
                select tenant, memory, seq from memory_wal old
                where replicated_at < now() - $1
                  and exists (select from memory_wal later where later.tenant = old.tenant and later.memory = old.memory and later.seq > old.seq)
                order by replicated_at limit $2) old
            where change.tenant = old.tenant and change.memory = old.memory and change.seq = old.seq
            """,
            Interval(retention), Int(limit)),
        ct);

    private Task Mark(
        GrainKey memory, string what, IEnumerable<long> seqs, TimeSpan wait, CancellationToken ct,
        params NpgsqlParameter[] more) => writes.ExecuteAsync(
        new SqlStatement(
            $"""
            update memory_wal set {what}, attempts = attempts + 1, due_at = now() + $4
            where tenant = $1 and memory = $2 and seq = any($3) and due_at is not null
            """,
            [Text(memory.Tenant), Text(memory.Name),
                new NpgsqlParameter<long[]> { TypedValue = [.. seqs] }, Interval(wait), .. more]),
        ct);

    private static LoggedChange Read(NpgsqlDataReader row) => new(
        new GrainKey(row.GetString(0), row.GetString(1)), row.GetInt64(2), row.GetGuid(3), row.GetString(4), row.GetInt32(5),
        row.Time(6),
        row.TextOrNull(7), row.GetString(8), row.GetInt32(9));
}
