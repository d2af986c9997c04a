using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>Pages of the log and of the replica.</summary>
internal sealed class MemoryListing(Database reads)
{
    /// <summary>Entries of the replica behind an agent's entry, by agent and entry.</summary>
    public Task<ImmutableArray<ReplicaEntry>> Replica(
        string tenant, string? agent, string afterAgent, string afterEntry, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select memory, entry, seq, type, schema_version, occurred_at, replicated_at, payload from memory_replica
                where tenant = $1 and (memory, entry) > ($2, $3) {(agent is null ? "" : "and memory = $5")}
                order by memory, entry limit $4
                """,
                [Text(tenant), Text(afterAgent), Text(afterEntry), Int(limit), .. agent is null
                    ? Array.Empty<NpgsqlParameter>()
                    : [Text(agent)]]),
            row => new ReplicaEntry(
                row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetInt32(4), row.Time(5), row.Time(6),
                row.GetString(7)),
            ct);

    /// <summary>Changes of a memory behind <paramref name="after"/>, in order.</summary>
    public Task<ImmutableArray<MemoryChange>> Changes(GrainKey memory, long after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select seq, id, type, schema_version, occurred_at, published_at, replicated_at, attempts, last_error, payload from memory_wal
                where tenant = $1 and memory = $2 and seq > $3 order by seq limit $4
                """,
                Text(memory.Tenant), Text(memory.Name), Long(after), Int(limit)),
            row => new MemoryChange(
                row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetInt32(3), row.Time(4), row.TimeOrNull(5),
                row.TimeOrNull(6), row.GetInt32(7),
                row.TextOrNull(8), row.GetString(9)),
            ct);
}
