using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.DeadLetters;

/// <summary>
/// The SQL of <c>dead_letter</c>, but for what belongs into another row's statement: adding a letter, and removing it with its
/// effect.
/// </summary>
internal sealed class DeadLetterStore(WriteBatcher writes, Database reads)
{
    /// <summary>Letters behind <paramref name="after"/>, the oldest first.</summary>
    public Task<ImmutableArray<DeadLetter>> List(string tenant, string queue, Guid? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {DeadLetterRows.AllColumns} from dead_letter where tenant = $1 and queue = $2 and id > $3 " +
                "order by id limit $4",
                Text(tenant), Text(queue), Uuid(after ?? Guid.Empty), Int(limit)),
            DeadLetterRows.Read,
            ct);

    /// <summary>A letter, or null.</summary>
    public Task<DeadLetter?> Find(string tenant, string queue, Guid id, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {DeadLetterRows.AllColumns} from dead_letter where tenant = $1 and queue = $2 and id = $3", Text(tenant),
                Text(queue), Uuid(id)),
            DeadLetterRows.Read,
            ct);

    /// <summary>How many there are in each queue that has any.</summary>
    public Task<ImmutableArray<DeadLetterQueueStatus>> Count(string tenant, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                "select queue, count(*), min(dead_at) from dead_letter where tenant = $1 group by queue", Text(tenant)),
            (NpgsqlDataReader row) => new DeadLetterQueueStatus(row.GetString(0), row.GetInt64(1), row.Time(2)),
            ct);

    /// <summary>Notes that another try failed.</summary>
    public Task NoteFailure(string tenant, string queue, Guid id, string error, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "update dead_letter set attempts = attempts + 1, error = $4, last_tried_at = now() where tenant = $1 " +
                "and queue = $2 and id = $3",
                Text(tenant), Text(queue), Uuid(id), DeadLetterRows.Error(error)),
            ct);

    /// <summary>Removes a letter; false if there is none.</summary>
    public async Task<bool> Remove(string tenant, string queue, Guid id, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                "delete from dead_letter where tenant = $1 and queue = $2 and id = $3",
                Text(tenant), Text(queue), Uuid(id)), ct) == 1;

    /// <summary>Removes the oldest letters, up to <paramref name="through"/>.</summary>
    /// <returns>How many.</returns>
    public Task<int> Remove(string tenant, string queue, Guid through, int limit, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                delete from dead_letter letter
                using (select id from dead_letter where tenant = $1 and queue = $2 and id <= $3 order by id limit $4) oldest
                where letter.tenant = $1 and letter.queue = $2 and letter.id = oldest.id
                """,
                Text(tenant), Text(queue), Uuid(through), Int(limit)),
            ct);
}
