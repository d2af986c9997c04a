using System.Collections.Immutable;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>What a queue asks of the rows that its memory does not hold, where more wait than it may.</summary>
internal sealed class QueueBacklogStore(Database reads)
{
    /// <summary>How many items wait.</summary>
    public Task<long> CountWaiting(GrainKey queue, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select count(*) from queue_item where tenant = $1 and agent = $2 and status = 'new'", Text(queue.Tenant),
                Text(queue.Name)),
            row => row.GetInt64(0),
            ct);

    /// <summary>The waiting items of some threads, in order, at most <paramref name="limit"/>.</summary>
    public Task<ImmutableArray<OpenItem>> LoadThreads(
        GrainKey queue, IEnumerable<string> sessions, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {QueueRows.OpenColumns} from queue_item
                where tenant = $1 and agent = $2 and status = 'new' and session_id = any($3)
                order by position
                limit $4
                """,
                Text(queue.Tenant), Text(queue.Name), Texts(sessions), Int(limit)),
            QueueRows.ReadOpen,
            ct);

    /// <summary>
    /// The first waiting items of threads other than <paramref name="known"/>: the first of each, then the second of each.
    /// </summary>
    public Task<ImmutableArray<OpenItem>> LoadOthers(
        GrainKey queue, IEnumerable<string> known, int perThread, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {QueueRows.OpenColumns} from (
                    select *, row_number() over (partition by session_id order by position) as place from queue_item
                    where tenant = $1 and agent = $2 and status = 'new' and session_id <> all($3)) placed
                where place <= $4
                order by place, position
                limit $5
                """,
                Text(queue.Tenant), Text(queue.Name), Texts(known), Int(perThread), Int(limit)),
            QueueRows.ReadOpen,
            ct);
}
