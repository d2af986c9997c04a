using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>The SQL of what an operator does with many items at once, a batch per statement.</summary>
internal sealed class QueueAdminStore(WriteBatcher writes, Database reads)
{
    /// <summary>Counts the items that an operation would change, up to <paramref name="most"/>.</summary>
    public Task<int> Count(
        GrainKey queue, QueueItemStatus status, QueueSelection which, string? from, int most, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"""
                select count(*)::int from (
                    select from queue_item
                    where tenant = $1 and agent = $2 and {QueueRows.Are(status)}
                    and stop_reason is distinct from $7 {Selected(from)}
                    order by position limit $6) selected
                """,
                Parameters(queue, which, most, StopReasons.Purged, from)),
            row => row.GetInt32(0),
            ct);

    /// <summary>Ends items without a reply, the oldest first.</summary>
    /// <returns>How many.</returns>
    public Task<int> Purge(
        GrainKey queue, QueueItemStatus status, QueueSelection which, string? from, int most, string stopReason,
        CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                $"""
                update queue_item as item
                set status = 'no_reply', due_at = null, finished_at = now(), stop_reason = $7,
                    last_error = case when item.status = 'no_reply' then coalesce(item.last_error, 'It had ended as ' || item.stop_reason || '.') else item.last_error end
                from (
                    select id from queue_item
                    where tenant = $1 and agent = $2 and {QueueRows.Are(status)}
                    and stop_reason is distinct from $7 {Selected(from)}
                    order by position limit $6 for update) selected
                where item.id = selected.id
                """,
                Parameters(queue, which, most, stopReason, from)),
            ct);

    /// <summary>Offers items in error again, the oldest first.</summary>
    /// <returns>How many.</returns>
    public Task<int> Replay(GrainKey queue, QueueSelection which, string? from, int most, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                $"""
                update queue_item as item
                set status = 'new', attempts = 0, crashes = 0, due_at = now(), finished_at = null, stop_reason = null
                from (
                    select id from queue_item
                    where tenant = $1 and agent = $2 and status = 'error' {Selected(from)}
                    order by position limit $6 for update) selected
                where item.id = selected.id
                """,
                Parameters(queue, which, most, stopReason: null, from)),
            ct);

    // $1 tenant, $2 agent, $3 class, $4 older than, $5 newer than, $6 how many, $7 stop reason, $8 author.
    // A turn that runs is never among them.
    private static string Selected(string? from) =>
        $"""
        and ($3::text is null or last_error_class = $3)
        and ($4::interval is null or coalesce(finished_at, enqueued_at) <= now() - $4)
        and ($5::interval is null or coalesce(finished_at, enqueued_at) > now() - $5)
        {(from is null ? "" : $"and {QueueRows.IsFrom(8)}")}
        """;

    private static NpgsqlParameter[] Parameters(
        GrainKey queue, QueueSelection which, int most, string? stopReason, string? from) =>
    [
        Text(queue.Tenant), Text(queue.Name), Text(which.Class?.ToColumn()), Interval(which.OlderThan), Interval(which.NewerThan),
        Int(most), Text(stopReason), .. from is null ? Array.Empty<NpgsqlParameter>() : [Texts(QueueRows.NamesOf(from))],
    ];
}
