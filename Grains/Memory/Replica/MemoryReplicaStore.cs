using Npgsql;
using Sanctum.DeadLetters;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Streams;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>
/// The SQL of <c>memory_replica</c> and its position. Every step names the place from which it continues, so of two writers one
/// changes nothing; and an older change never writes over a newer one.
/// </summary>
internal sealed class MemoryReplicaStore(WriteBatcher writes, Database reads)
{
    // $1 tenant, $2 memory, $3 where the replica is, $4 where it is then.
    private const string Move =
        """
        moved as (
            insert into memory_replica_position (tenant, memory, seq) values ($1, $2, $4)
            on conflict (tenant, memory) do update set seq = excluded.seq, attempts = 0, last_error = null, moved_at = now()
            where memory_replica_position.seq = $3
            returning tenant)
        """;

    private const string Columns = "tenant, memory, entry, seq, type, schema_version, occurred_at, payload";

    private const string Newest =
        """
        on conflict (tenant, memory, entry) do update
        set seq = excluded.seq, type = excluded.type, schema_version = excluded.schema_version, occurred_at = excluded.occurred_at,
            payload = excluded.payload, replicated_at = now()
        where memory_replica.seq < excluded.seq
        returning seq
        """;

    /// <summary>How far the replica is, and how often it failed to go on.</summary>
    public async Task<ReplicaPosition> FindPosition(GrainKey memory, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                "select seq, attempts from memory_replica_position where tenant = $1 and memory = $2", Text(memory.Tenant),
                Text(memory.Name)),
            row => new ReplicaPosition(row.GetInt64(0), row.GetInt32(1)),
            ct) ?? new ReplicaPosition(0, 0);

    /// <summary>Takes a change and goes on behind it; false if the replica is not at <paramref name="from"/>.</summary>
    public Task<bool> Apply(GrainKey memory, long from, EventEnvelope happened, CancellationToken ct) => Step(
        $"""
        with {Move},
        applied as (insert into memory_replica ({Columns}) select $1, $2, $5, $4, $6, $7, $8, $9 from moved {Newest})
        select count(*) from moved
        """,
        [Text(memory.Tenant), Text(memory.Name), Long(from), Long(happened.Seq!.Value), .. What(happened)],
        ct);

    /// <summary>Gives a change up and goes on behind it; false if the replica is not at <paramref name="from"/>.</summary>
    public Task<bool> GiveUp(GrainKey memory, long from, DeadLetter letter, CancellationToken ct) => Step(
        $"""
        with {Move},
        letter as ({DeadLetterRows.Insert} select $1, $5, $6, $7, $8, $9, $10, $11 from moved)
        select count(*) from moved
        """,
        [Text(memory.Tenant), Text(memory.Name), Long(from), Long(letter.Seq!.Value), .. DeadLetterRows.Parameters(letter)],
        ct);

    /// <summary>Notes that the next change could not be taken.</summary>
    /// <returns>How often that has happened; 0 if the replica is not at <paramref name="from"/>.</returns>
    public async Task<int> NoteFailure(GrainKey memory, long from, string error, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                """
                insert into memory_replica_position (tenant, memory, seq, attempts, last_error) values ($1, $2, $3, 1, $4)
                on conflict (tenant, memory) do update set attempts = memory_replica_position.attempts + 1, last_error = excluded.last_error
                where memory_replica_position.seq = $3
                returning attempts
                """,
                Text(memory.Tenant), Text(memory.Name), Long(from), DeadLetterRows.Error(error)),
            row => row.GetInt32(0),
            ct);

    /// <summary>
    /// Takes a change that was given up, removes its letter, and clears the error in the log; null if that is gone, else whether
    /// it was still the newest of its entry.
    /// </summary>
    public Task<bool?> ApplyLate(GrainKey memory, DeadLetter letter, EventEnvelope happened, CancellationToken ct) =>
        writes.QuerySingleAsync(
        new SqlStatement(
            $"""
            with gone as ({DeadLetterRows.Remove(tenant: 1, queue: 3, id: 10)}),
            cleared as (
                update memory_wal set last_error = null
                where tenant = $1 and memory = $2 and seq = $4 and last_error is not null and exists (select from gone)),
            applied as (insert into memory_replica ({Columns}) select $1, $2, $5, $4, $6, $7, $8, $9 from gone {Newest})
            select exists (select from applied) from gone
            """,
            [Text(memory.Tenant), Text(memory.Name), Text(letter.Queue), Long(happened.Seq!.Value), .. What(happened),
                Uuid(letter.Id)]),
        bool? (row) => row.GetBoolean(0),
        ct);

    private async Task<bool> Step(string text, NpgsqlParameter[] parameters, CancellationToken ct) =>
        await writes.QuerySingleAsync(new SqlStatement(text, parameters), row => row.GetInt64(0), ct) == 1;

    private static IEnumerable<NpgsqlParameter> What(EventEnvelope happened)
    {
        yield return Text(((MemoryEvent)happened.Payload).Entry);
        yield return Text(happened.Type);
        yield return Int(happened.SchemaVersion);
        yield return Time(happened.OccurredAt);
        yield return Json(EventJson.Write(happened.Payload));
    }
}

/// <summary>Where a replica is.</summary>
/// <param name="Seq">The last change that it has taken or given up.</param>
/// <param name="Attempts">How often the next could not be taken.</param>
internal sealed record ReplicaPosition(long Seq, int Attempts);
