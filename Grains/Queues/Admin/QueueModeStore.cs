using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>The SQL of <c>queue_mode</c>.</summary>
internal sealed class QueueModeStore(WriteBatcher writes, Database reads)
{
    /// <summary>Columns of a mode, in the order that <see cref="ReadMode"/> takes them.</summary>
    public const string Columns = "mode, reason, since";

    private const string IsEmpty =
        "not exists (select from queue_item where tenant = $1 and agent = $2 and status = 'new') and " +
        $"not exists (select from queue_item where tenant = $1 and agent = $2 and {QueueRows.IsLeased})";

    /// <summary>The queue's mode.</summary>
    public async Task<QueueModeState> Find(GrainKey queue, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                $"select {Columns} from queue_mode where tenant = $1 and agent = $2", Text(queue.Tenant), Text(queue.Name)),
            row => ReadMode(row, 0),
            ct) ?? QueueModeState.Running;

    /// <summary>Pauses the queue. A pause that is there already keeps its beginning.</summary>
    public Task<QueueModeState?> Pause(GrainKey queue, string reason, CancellationToken ct) => Set(queue, "'paused'", reason, ct);

    /// <summary>Drains the queue; it is drained at once where nothing is left.</summary>
    public Task<QueueModeState?> Drain(GrainKey queue, string reason, CancellationToken ct) =>
        Set(queue, $"case when {IsEmpty} then 'drained' else 'draining' end", reason, ct);

    /// <summary>Lets the queue run.</summary>
    public Task Resume(GrainKey queue, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement("delete from queue_mode where tenant = $1 and agent = $2", Text(queue.Tenant), Text(queue.Name)),
            ct);

    /// <summary>Ends the drains of the queues in which nothing is left.</summary>
    /// <returns>How many.</returns>
    public Task<int> EndDrains(CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                $"""
                update queue_mode as m set mode = 'drained', since = now()
                where mode = 'draining'
                  and not exists (select from queue_item i where i.tenant = m.tenant and i.agent = m.agent and i.status = 'new')
                  and not exists (select from queue_item i where i.tenant = m.tenant and i.agent = m.agent and i.{QueueRows.IsLeased})
                """),
            ct);

    public static QueueModeState ReadMode(NpgsqlDataReader row, int first) => row.IsDBNull(first)
        ? QueueModeState.Running
        : new QueueModeState(
            Enum.Parse<QueueMode>(row.GetString(first), ignoreCase: true), row.GetString(first + 1), row.Time(first + 2));

    private Task<QueueModeState?> Set(GrainKey queue, string mode, string reason, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into queue_mode as present (tenant, agent, mode, reason) values ($1, $2, {mode}, $3)
                on conflict (tenant, agent) do update set mode = excluded.mode, reason = excluded.reason,
                    since = case when present.mode = excluded.mode then present.since else excluded.since end
                returning {Columns}
                """,
                Text(queue.Tenant), Text(queue.Name), Text(reason)),
            row => ReadMode(row, 0),
            ct)!;
}
