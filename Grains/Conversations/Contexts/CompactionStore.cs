using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Trust;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>The SQL of <c>transcript_compaction</c>.</summary>
internal sealed class CompactionStore(WriteBatcher writes, Database reads)
{
    private const string Columns =
        "number, method, entries_through, results_through, summary, last_seq, tokens_before, tokens_after, created_at, trust";

    /// <summary>Writes a compaction; false if the lease is lost.</summary>
    /// <exception cref="PostgresException">23505: the number is taken.</exception>
    public async Task<bool> Add(LeaseToken lease, Compaction compaction, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with {TranscriptStore.Fence}, added as (
                    insert into transcript_compaction (tenant, session_id, turn_id, {Columns})
                    select tenant, session_id, $1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from fence)
                select count(*) from fence
                """,
                Uuid(lease.ItemId), Long(lease.Token), Text(lease.SessionId), Int(compaction.Number),
                Text(NameOf(compaction.Method)), Long(compaction.EntriesThrough), Long(compaction.ResultsThrough),
                Text(compaction.Summary), Long(compaction.LastSeq), Int(compaction.TokensBefore), Int(compaction.TokensAfter),
                Time(compaction.At), Int((int)compaction.Trust)),
            row => row.GetInt64(0),
            ct) == 1;

    /// <summary>The newest compaction of a session that was made before an entry was written, or null.</summary>
    public Task<Compaction?> FindBefore(GrainKey session, long seq, CancellationToken ct) =>
        reads.QuerySingleAsync<Compaction?>(
            new SqlStatement(
                $"select {Columns}, turn_id from transcript_compaction where tenant = $1 and session_id = $2 and last_seq < $3 " +
                "order by number desc limit 1",
                Text(session.Tenant), Text(session.Name), Long(seq)),
            Read,
            ct);

    /// <summary>
    /// All compactions of a session, in order, each with the place of the first entry of the turn that made it; 0 where that has
    /// none.
    /// </summary>
    public Task<ImmutableArray<(Compaction Compaction, long Turn)>> List(GrainKey session, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns}, turn_id, coalesce((
                    select min(seq) from transcript_entry e
                        where e.turn_id = c.turn_id and e.tenant = $1 and e.session_id = $2), 0)
                from transcript_compaction c where tenant = $1 and session_id = $2 order by number limit $3
                """,
                Text(session.Tenant), Text(session.Name), Int(limit)),
            row => (Read(row), row.GetInt64(11)),
            ct);

    private static string NameOf(CompactionMethod method) => method.ToString().ToLowerInvariant();

    private static Compaction Read(NpgsqlDataReader row) => new(
        row.GetInt32(0), Enum.Parse<CompactionMethod>(row.GetString(1), ignoreCase: true), row.GetInt64(2), row.GetInt64(3),
        row.TextOrNull(4), row.GetInt64(5), row.GetInt32(6), row.GetInt32(7), row.Time(8))
    {
        Trust = TrustNames.Read(row, 9),
        TurnId = row.GetGuid(10),
    };
}
