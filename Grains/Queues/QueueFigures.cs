using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>The SQL of a queue's numbers. Every count is a range of an index that is as long as what is counted is now, not as the history.</summary>
internal sealed class QueueFigures(WriteBatcher writes, Database reads, IOptions<ClusterOptions> cluster)
{
    // Nothing that is committed later can have ended before this.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    // $1 tenant, $2 window, $3 grace of leases; one row of the list is one agent. Where a time bounds what is counted, "is true" keeps
    // the planner from an index that begins with the status, and holds the whole history.
    private const string Counts =
        $"""
        select a.agent, waiting.items, running.items, coalesce(t.done, 0) + answered.items, ended.items, failed.items, oldest.enqueued_at,
               expired.items, lately.items, {QueueModeStore.Columns}
        from agents a
        left join queue_tally t on t.tenant = $1 and t.agent = a.agent
        left join queue_mode m on m.tenant = $1 and m.agent = a.agent
        cross join lateral (select count(*) as items from queue_item where status = 'new' and tenant = $1 and agent = a.agent) waiting
        cross join lateral (select count(*) as items from queue_item where status = 'processing' and tenant = $1 and agent = a.agent) running
        cross join lateral (select count(*) as items from queue_item where status = 'no_reply' and tenant = $1 and agent = a.agent) ended
        cross join lateral (select count(*) as items from queue_item where status = 'error' and tenant = $1 and agent = a.agent) failed
        cross join lateral (
            select count(*) as items from queue_item where status = 'processing' and tenant = $1 and agent = a.agent and due_at < now() - $3) expired
        cross join lateral (
            select count(*) as items from queue_item
            where tenant = $1 and agent = a.agent and finished_at > coalesce(t.through, '-infinity') and (status = 'done') is true) answered
        cross join lateral (
            select count(*) as items from queue_item
            where tenant = $1 and agent = a.agent and finished_at > now() - $2 and (status in ('done', 'no_reply')) is true) lately
        left join lateral (
            select enqueued_at from queue_item where status = 'new' and tenant = $1 and agent = a.agent order by position limit 1) oldest on true
        """;

    private const string Everybody =
        """
        select substr(grain_key, length($1) + 2) as agent from grain_state
        where service_id = $4 and state_name = 'agent' and grain_key > $1 || '/' and grain_key < $1 || '0' and payload is not null
          and (payload->>'Status')::int <> $5
        """;

    /// <summary>What every agent's queue holds, by the agent's name; agents that are retired are left out.</summary>
    public Task<ImmutableArray<CountedQueue>> CountAll(string tenant, QueueHealthOptions options, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            $"with agents as materialized ({Everybody}) {Counts} order by a.agent",
            Text(tenant), Interval(options.Window), Interval(options.LeaseGrace), Text(cluster.Value.ServiceId), Int((int)AgentStatus.Retired)),
        Read, ct);

    /// <summary>What one agent's queue holds.</summary>
    public async Task<CountedQueue> Count(GrainKey queue, QueueHealthOptions options, CancellationToken ct) => (await reads.QuerySingleAsync(
        new SqlStatement(
            $"with agents as (select $4 as agent) {Counts}",
            Text(queue.Tenant), Interval(options.Window), Interval(options.LeaseGrace), Text(queue.Name)),
        Read, ct))!;

    /// <summary>What waits, runs or is in error, by what tells items apart.</summary>
    public Task<ImmutableArray<CountedGroup>> Group(GrainKey queue, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            """
            select status, platform, priority, attempts, last_error_class, count(*) from queue_item
            where status in ('new', 'processing', 'error') and tenant = $1 and agent = $2
            group by status, platform, priority, attempts, last_error_class
            """,
            Text(queue.Tenant), Text(queue.Name)),
        row => new CountedGroup(
            QueueRows.ParseStatus(row.GetString(0)), row.GetString(1), (QueuePriority)row.GetInt16(2), row.GetInt32(3),
            Enum.TryParse<ErrorClass>(row.TextOrNull(4), ignoreCase: true, out var errorClass) ? errorClass : null, row.GetInt64(5)),
        ct);

    /// <summary>What came in and ended within <paramref name="window"/>.</summary>
    public async Task<CountedWindow> CountWindow(GrainKey queue, TimeSpan window, CancellationToken ct) => (await reads.QuerySingleAsync(
        new SqlStatement(
            """
            with ended as (
                select status, enqueued_at, finished_at from queue_item where tenant = $1 and agent = $2 and finished_at > now() - $3),
            present as (
                select enqueued_at from queue_item where status in ('new', 'processing') and tenant = $1 and agent = $2 and enqueued_at > now() - $3)
            select count(*) filter (where status = 'done'), count(*) filter (where status = 'no_reply'), count(*) filter (where status = 'error'),
                   count(*) filter (where enqueued_at > now() - $3) + (select count(*) from present), avg(finished_at - enqueued_at)
            from ended
            """,
            Text(queue.Tenant), Text(queue.Name), Interval(window)),
        row => new CountedWindow(
            window, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetTimeSpan(4)),
        ct))!;

    /// <summary>
    /// Counts on, for the agents that have answered at least <paramref name="least"/> items since they were counted last. Each
    /// agent's sum is written whole, so whoever else counts at the same time writes the same.
    /// </summary>
    public Task Tally(string tenant, int least, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            $"""
            with agents as materialized ({Everybody})
            insert into queue_tally as present (tenant, agent, done, through)
            select $1, a.agent, coalesce(t.done, 0) + answered.items, now() - $2
            from agents a
            left join queue_tally t on t.tenant = $1 and t.agent = a.agent
            cross join lateral (
                select count(*) as items from queue_item
                where tenant = $1 and agent = a.agent and finished_at > coalesce(t.through, '-infinity') and finished_at <= now() - $2 and (status = 'done') is true) answered
            where answered.items >= $3
            on conflict (tenant, agent) do update set done = excluded.done, through = excluded.through where present.through < excluded.through
            """,
            Text(tenant), Interval(Settled), Int(least), Text(cluster.Value.ServiceId), Int((int)AgentStatus.Retired)),
        ct);

    private static CountedQueue Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        new QueueCounts(
            row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.TimeOrNull(6), row.GetInt64(7), row.GetInt64(8)),
        QueueModeStore.ReadMode(row, 9));
}

/// <summary>What an agent's queue holds, and its mode.</summary>
internal sealed record CountedQueue(string Agent, QueueCounts Counts, QueueModeState Mode);

/// <summary>Items that nothing tells apart.</summary>
internal sealed record CountedGroup(
    QueueItemStatus Status, string Platform, QueuePriority Priority, int Attempts, ErrorClass? Class, long Items);

/// <summary>What came in and ended within a window.</summary>
internal sealed record CountedWindow(TimeSpan Length, long Done, long NoReply, long Error, long Arrived, TimeSpan? AverageTime)
{
    private const double Steady = 0.1;

    /// <summary>The window of a queue in which <paramref name="open"/> items wait or run now.</summary>
    public QueueWindow Describe(long open)
    {
        var ended = Done + NoReply + Error;
        var change = Arrived - ended;
        var before = Math.Max(0, open - change);
        var trend = Math.Abs(change) <= before * Steady ? QueueTrend.Steady : change > 0 ? QueueTrend.Growing : QueueTrend.Shrinking;
        return new QueueWindow(
            Length, Arrived, Done, NoReply, Error, ended / Length.TotalMinutes, ended == 0 ? 0 : (double)Error / ended, AverageTime, change, trend);
    }
}
