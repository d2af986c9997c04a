using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>
/// The SQL of a queue's numbers. Every count is a range of an index that is as long as what is counted: what is open or in error
/// now, of what is done only what the tally has not counted yet. Items without a reply are counted whole, so only where somebody
/// asks for them.
/// </summary>
internal sealed class QueueCounters(WriteBatcher writes, Database reads, IOptions<ClusterOptions> cluster)
{
    // Nothing that is committed later can have ended before this.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    // $1 tenant, $2 window, $3 grace of leases, $4 the share of errors that is no cause for a warning; one row of the list is one
    // agent. What ended well is looked at only as far as it can change what the errors mean. Where a time bounds what is counted,
    // "is true" keeps the planner from an index that begins with the status, and holds the whole history.
    private const string OpenItems =
        $"""
        from agents a
        left join queue_tally t on t.tenant = $1 and t.agent = a.agent
        left join queue_mode m on m.tenant = $1 and m.agent = a.agent
        cross join lateral (select count(*) as items from queue_item where status = 'new' and tenant = $1 and agent = a.agent) waiting
        cross join lateral (select count(*) as items from queue_item where {QueueRows.IsLeased} and tenant = $1 and agent = a.agent) running
        cross join lateral (select count(*) as items from queue_item where status = 'error' and tenant = $1 and agent = a.agent) failed
        cross join lateral (
            select count(*) as items from queue_item where {QueueRows.IsLeased} and tenant = $1 and agent = a.agent and due_at < now() - $3) expired
        cross join lateral (
            select count(*) as items from (
                select from queue_item
                where tenant = $1 and agent = a.agent and finished_at > now() - $2 and (status in ('done', 'no_reply')) is true
                limit case when failed.items = 0 then 0 else ceil(failed.items / nullif($4, 0)) end) well) lately
        left join lateral (
            select enqueued_at from queue_item where status = 'new' and tenant = $1 and agent = a.agent order by position limit 1) oldest on true
        """;

    private const string OpenCounts =
        "select a.agent, waiting.items, running.items, failed.items, oldest.enqueued_at, expired.items, lately.items, " +
        $"{QueueModeStore.Columns}";

    private const string Counts =
        $"""
        {OpenCounts}, coalesce(t.done, 0) + answered.items, ended.items
        {OpenItems}
        cross join lateral (select count(*) as items from queue_item where status = 'no_reply' and tenant = $1 and agent = a.agent) ended
        cross join lateral (
            select count(*) as items from queue_item
            where tenant = $1 and agent = a.agent and finished_at > coalesce(t.through, '-infinity') and (status = 'done') is true) answered
        """;

    // $1 tenant, and from a number on what Members gives. A grain's key has another collation than an agent's name in other
    // tables; without the change, no index of theirs could look an agent up.
    private static string Everybody(int first) =>
        $"""
        select substr(grain_key, length($1) + 2) collate "default" as agent from grain_state
        where service_id = ${first} and state_name = 'agent' and grain_key > $1 || '/' and grain_key < $1 || '0' and payload is not null
          and (payload->>'Status')::int <> ${first + 1}
        """;

    /// <summary>What every agent's queue holds, by the agent's name; agents that are retired are left out.</summary>
    public Task<ImmutableArray<CountedQueue>> CountAll(string tenant, QueueHealthOptions options, CancellationToken ct) =>
        reads.QueryAsync(
        new SqlStatement(
            $"with agents as materialized ({Everybody(first: 5)}) {Counts} order by a.agent collate \"C\"",
            [.. Bounds(tenant, options), .. Members()]),
        ReadWhole, ct);

    /// <summary>
    /// The same without what is done or needs no reply, which are as many as there were turns lately: what a monitor may ask for
    /// every few seconds.
    /// </summary>
    public Task<ImmutableArray<CountedQueue>> CountOpen(string tenant, QueueHealthOptions options, CancellationToken ct) =>
        reads.QueryAsync(
        new SqlStatement(
            $"with agents as materialized ({Everybody(first: 5)}) {OpenCounts} {OpenItems} order by a.agent collate \"C\"",
            [.. Bounds(tenant, options), .. Members()]),
        row => ReadOpen(row), ct);

    /// <summary>What one agent's queue holds.</summary>
    public async Task<CountedQueue> Count(GrainKey queue, QueueHealthOptions options, CancellationToken ct) =>
        (await reads.QuerySingleAsync(
        new SqlStatement($"with agents as (select $5 as agent) {Counts}", [.. Bounds(queue.Tenant, options), Text(queue.Name)]),
        ReadWhole, ct))!;

    /// <summary>What waits, runs or is in error, by what tells items apart.</summary>
    public Task<ImmutableArray<CountedGroup>> Group(GrainKey queue, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            $"""
            select status, platform, priority, attempts, last_error_class, count(*) from (
                select * from queue_item where status in ('new', 'error') and tenant = $1 and agent = $2
                union all
                select * from queue_item where {QueueRows.IsLeased} and tenant = $1 and agent = $2) item
            group by status, platform, priority, attempts, last_error_class
            """,
            Text(queue.Tenant), Text(queue.Name)),
        row => new CountedGroup(
            QueueRows.ParseStatus(row.GetString(0), stopReason: null), row.GetString(1), (QueuePriority)row.GetInt16(2),
            row.GetInt32(3),
            Enum.TryParse<ErrorClass>(row.TextOrNull(4), ignoreCase: true, out var errorClass) ? errorClass : null,
            row.GetInt64(5)),
        ct);

    /// <summary>What came in and ended within <paramref name="window"/>.</summary>
    public async Task<CountedWindow> CountWindow(GrainKey queue, TimeSpan window, CancellationToken ct) =>
        (await reads.QuerySingleAsync(
        new SqlStatement(
            $"""
            with ended as (
                select status, enqueued_at, finished_at from queue_item where tenant = $1 and agent = $2 and finished_at > now() - $3),
            present as (
                select from queue_item where status = 'new' and tenant = $1 and agent = $2 and enqueued_at > now() - $3
                union all
                select from queue_item where {QueueRows.IsLeased} and tenant = $1 and agent = $2 and enqueued_at > now() - $3)
            select count(*) filter (where status = 'done'), count(*) filter (where status = 'no_reply'), count(*) filter (where status = 'error'),
                   count(*) filter (where enqueued_at > now() - $3) + (select count(*) from present), avg(finished_at - enqueued_at)
            from ended
            """,
            Text(queue.Tenant), Text(queue.Name), Interval(window)),
        row => new CountedWindow(
            window, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3),
            row.IsDBNull(4) ? null : row.GetTimeSpan(4)),
        ct))!;

    /// <summary>
    /// Counts on, for the agents that have answered at least <paramref name="least"/> items since they were counted last. Each
    /// agent's sum is written whole, so whoever else counts at the same time writes the same.
    /// </summary>
    public Task Tally(string tenant, int least, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            $"""
            with agents as materialized ({Everybody(first: 4)})
            insert into queue_tally as present (tenant, agent, done, through, revision)
            select $1, a.agent, coalesce(t.done, 0) + answered.items, now() - $2, coalesce(t.revision, 0)
            from agents a
            left join queue_tally t on t.tenant = $1 and t.agent = a.agent
            cross join lateral (
                select count(*) as items from queue_item
                where tenant = $1 and agent = a.agent and finished_at > coalesce(t.through, '-infinity') and finished_at <= now() - $2 and (status = 'done') is true) answered
            where answered.items >= $3
            on conflict (tenant, agent) do update set done = excluded.done, through = excluded.through
                where present.through < excluded.through and present.revision = excluded.revision
            """,
            [Text(tenant), Interval(Settled), Int(least), .. Members()]),
        ct);

    private static NpgsqlParameter[] Bounds(string tenant, QueueHealthOptions options) =>
        [Text(tenant), Interval(options.Window), Interval(options.LeaseGrace),
            Double(Math.Min(options.WarningErrorShare, options.CriticalErrorShare))];

    private NpgsqlParameter[] Members() => [Text(cluster.Value.ServiceId), Int((int)AgentStatus.Retired)];

    private static CountedQueue ReadOpen(NpgsqlDataReader row, long done = 0, long noReply = 0) => new(
        row.GetString(0),
        new QueueCounts(
            row.GetInt64(1), row.GetInt64(2), done, noReply, row.GetInt64(3), row.TimeOrNull(4), row.GetInt64(5),
            row.GetInt64(6)),
        QueueModeStore.ReadMode(row, 7));

    private static CountedQueue ReadWhole(NpgsqlDataReader row) => ReadOpen(row, row.GetInt64(10), row.GetInt64(11));
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
        var trend = Math.Abs(change) <= before * Steady
            ? QueueTrend.Steady
            : change > 0 ? QueueTrend.Growing : QueueTrend.Shrinking;
        return new QueueWindow(
            Length, Arrived, Done, NoReply, Error, ended / Length.TotalMinutes, ended == 0 ? 0 : (double)Error / ended,
            AverageTime, change, trend);
    }
}
