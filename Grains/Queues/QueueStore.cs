using System.Collections.Immutable;
using System.Globalization;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Tenants;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>
/// The SQL of <c>queue_item</c>. Every change names the state that it expects, so a late caller changes nothing.
/// </summary>
internal sealed class QueueStore(WriteBatcher writes, Database reads)
{
    private const int FailuresAmong = 1_000;

    // A page of $4 behind the item $3.
    private const string Behind =
        "position > coalesce((select position from queue_item where id = $3), 0) order by position limit $4";

    private static readonly BatchedStatement<Arrival, long?> InsertItem = new(
        QueueRows.Arrivals<Arrival>(arrival => arrival),
        $"""
        item as (
            insert into queue_item ({QueueRows.ArrivalColumns}, due_at)
            select {QueueRows.ArrivalColumns}, now() from given order by n
            on conflict (tenant, agent, notification_id) do nothing
            returning id, position)
        select n, position from given join item using (id)
        """,
        (_, row) => row.GetInt64(1));

    /// <summary>Writes a notification and answers its order of arrival; null if it has a row already.</summary>
    public Task<long?> Insert(GrainKey queue, Guid id, Notification notification, CancellationToken ct) =>
        writes.WriteAsync(InsertItem, new Arrival(queue, id, notification), ct);

    /// <summary>The receipt of a notification that has a row.</summary>
    public Task<QueueReceipt?> FindReceipt(GrainKey queue, Notification notification, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select id, session_id, (body, author) <> ($4, $5) from queue_item where tenant = $1 and agent = $2 " +
                "and notification_id = $3",
                Text(queue.Tenant), Text(queue.Name), Text(notification.NotificationId), Text(notification.Text), Text(
                    notification.From)),
            row => new QueueReceipt(row.GetGuid(0), row.GetString(1), IsDuplicate: true, row.GetBoolean(2)),
            ct);

    /// <summary>The item with the highest number of a series.</summary>
    public Task<SeriesItem?> FindLatest(GrainKey queue, string series, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                """
                select right(notification_id, 8)::int, id, session_id, status, stop_reason, now() - finished_at from queue_item
                where tenant = $1 and agent = $2 and notification_id between $3 || '00000000' and $3 || '99999999'
                  and starts_with(notification_id, $3) and right(notification_id, 8) ~ '^[0-9]{8}$'
                order by notification_id desc limit 1
                """,
                Text(queue.Tenant), Text(queue.Name), Text(series)),
            row => new SeriesItem(
                row.GetInt32(0), row.GetGuid(1), row.GetString(2), QueueRows.ParseStatus(row.GetString(3), row.TextOrNull(4)),
                row.TextOrNull(4),
                row.IsDBNull(5) ? null : row.GetTimeSpan(5)),
            ct);

    /// <summary>Moves a lease's end; false if it is another's by now.</summary>
    public async Task<bool> Prolong(LeaseToken lease, TimeSpan duration, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                "update queue_item set due_at = now() + $3 where id = $1 and lease_token = $2 and status = 'processing'",
                Uuid(lease.ItemId), Long(lease.Token), Interval(duration)),
            ct) == 1;

    /// <summary>
    /// Records a failed attempt: offered again after <paramref name="retryIn"/>, or in error when that is null.
    /// </summary>
    public Task<StoredItem?> Fail(
        LeaseToken lease, TurnFailure failure, TimeSpan? retryIn, string stopReason, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update queue_item set
                    status = case when $3::interval is null then 'error' else 'new' end,
                    due_at = now() + $3,
                    finished_at = case when $3::interval is null then now() end,
                    stop_reason = case when $3::interval is null then $6 end,
                    attempts = attempts + 1, last_error = $4, last_error_class = $5
                where id = $1 and lease_token = $2 and status = 'processing'
                returning {QueueRows.ItemColumns}
                """,
                Uuid(lease.ItemId), Long(lease.Token), Interval(retryIn), Text(failure.Message), Text(failure.Class.ToColumn()),
                Text(stopReason)),
            QueueRows.ReadStored,
            ct);

    /// <summary>
    /// Gives back an item whose holder was in no state to work on it, to be offered again after <paramref name="wait"/>; no
    /// attempt is counted, but an item that went that way too often ends in error.
    /// </summary>
    public Task<StoredItem?> Release(
        LeaseToken lease, TurnFailure failure, TimeSpan wait, int maxCrashes, string stopReason, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update queue_item set
                    crashes = crashes + 1,
                    status = case when crashes + 1 >= $6 then 'error' else 'new' end,
                    due_at = case when crashes + 1 >= $6 then null else now() + $3 end,
                    finished_at = case when crashes + 1 >= $6 then now() end,
                    stop_reason = case when crashes + 1 >= $6 then $7 end,
                    last_error = $4, last_error_class = $5
                where id = $1 and lease_token = $2 and status = 'processing'
                returning {QueueRows.ItemColumns}
                """,
                Uuid(lease.ItemId), Long(lease.Token), Interval(wait), Text(failure.Message), Text(failure.Class.ToColumn()),
                Int(maxCrashes), Text(stopReason)),
            QueueRows.ReadStored,
            ct);

    /// <summary>
    /// Gives back an item whose turn met something that is away, to be offered again after <paramref name="wait"/>; neither an
    /// attempt nor a crash is counted.
    /// </summary>
    public Task<StoredItem?> Postpone(LeaseToken lease, TurnFailure failure, TimeSpan wait, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update queue_item set status = 'new', due_at = now() + $3, last_error = $4, last_error_class = $5
                where id = $1 and lease_token = $2 and status = 'processing'
                returning {QueueRows.ItemColumns}
                """,
                Uuid(lease.ItemId), Long(lease.Token), Interval(wait), Text(failure.Message), Text(failure.Class.ToColumn())),
            QueueRows.ReadStored,
            ct);

    /// <summary>Makes an item due that waits; answers where it stood, or null if it has ended.</summary>
    public Task<WokenItem?> MakeDue(GrainKey queue, Guid id, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                """
                with due as (
                    update queue_item set due_at = now() where id = $1 and tenant = $2 and agent = $3 and status = 'new')
                select status, session_id from queue_item
                where id = $1 and tenant = $2 and agent = $3 and status in ('new', 'processing')
                """,
                Uuid(id), Text(queue.Tenant), Text(queue.Name)),
            row => new WokenItem(QueueRows.ParseStatus(row.GetString(0), stopReason: null), row.GetString(1)),
            ct);

    /// <summary>Gives a leased item back, to be offered again after <paramref name="wait"/>.</summary>
    public Task<StoredItem?> Defer(LeaseToken lease, TimeSpan wait, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                "update queue_item set status = 'new', due_at = now() + $3 where id = $1 and lease_token = $2 " +
                $"and status = 'processing' returning {QueueRows.ItemColumns}",
                Uuid(lease.ItemId), Long(lease.Token), Interval(wait)),
            QueueRows.ReadStored,
            ct);

    /// <summary>
    /// Takes back the leases that ran out, and those that are <paramref name="lost"/>; an item that was lost too often ends in
    /// error.
    /// </summary>
    public Task<ImmutableArray<StoredItem>> Rescue(
        GrainKey queue, IEnumerable<LeaseToken> lost, int maxCrashes, CancellationToken ct) =>
        writes.QueryAsync(
            new SqlStatement(
                $"""
                update queue_item set
                    crashes = crashes + 1,
                    lease_token = lease_token + 1,
                    status = case when crashes + 1 >= $3 then 'error' else 'new' end,
                    due_at = case when crashes + 1 >= $3 then null else now() end,
                    finished_at = case when crashes + 1 >= $3 then now() end,
                    stop_reason = case when crashes + 1 >= $3 then 'error' end,
                    last_error = 'The process that held the lease is gone.', last_error_class = 'health'
                where tenant = $1 and agent = $2 and {QueueRows.IsLeased} and (due_at <= now() or id::text || ' ' || lease_token = any($4))
                returning {QueueRows.ItemColumns}
                """,
                Text(queue.Tenant), Text(queue.Name), Int(maxCrashes), Texts(
                    lost.Select(lease => string.Create(CultureInfo.InvariantCulture, $"{lease.ItemId} {lease.Token}")))),
            QueueRows.ReadStored,
            ct);

    /// <summary>
    /// Makes offers void whose turns have not begun: their items wait as before, and a turn that would begin with such an offer
    /// after all has lost its lease.
    /// </summary>
    public Task<int> Withdraw(IReadOnlyList<LeaseToken> offers, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            update queue_item item set lease_token = item.lease_token + 1
            from unnest($1::text[]::uuid[], $2::text[]::bigint[]) as offer (id, token)
            where item.id = offer.id and item.lease_token = offer.token - 1 and item.status = 'new'
            """,
            Texts(offers.Select(offer => offer.ItemId.ToString())),
            Texts(offers.Select(offer => offer.Token.ToString(CultureInfo.InvariantCulture)))),
        ct);

    /// <summary>
    /// Offers an ended item again; null if it is neither in error, no-reply nor cancelled, or its reply was discarded on its way
    /// out.
    /// </summary>
    public Task<StoredItem?> Retry(GrainKey queue, Guid id, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update queue_item set status = 'new', attempts = 0, crashes = 0, due_at = now(), finished_at = null, stop_reason = null
                where id = $1 and tenant = $2 and agent = $3 and status in ('error', 'no_reply') and not exists (select from outbox where outbox.id = $1)
                returning {QueueRows.ItemColumns}
                """,
                Uuid(id), Text(queue.Tenant), Text(queue.Name)),
            QueueRows.ReadStored,
            ct);

    /// <summary>Ends a waiting or failed item; null if it is running or has an answer.</summary>
    public Task<QueueItem?> Discard(GrainKey queue, Guid id, string stopReason, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update queue_item set status = 'no_reply', due_at = null, finished_at = now(), stop_reason = $4
                where id = $1 and tenant = $2 and agent = $3 and status in ('new', 'error')
                returning {QueueRows.ItemColumns}
                """,
                Uuid(id), Text(queue.Tenant), Text(queue.Name), Text(stopReason)),
            QueueRows.ReadItem,
            ct);

    /// <summary>The open items, in the order in which they would go, at most <paramref name="limit"/>.</summary>
    public Task<ImmutableArray<OpenItem>> LoadOpen(GrainKey queue, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {QueueRows.OpenColumns} from (
                    select * from queue_item where tenant = $1 and agent = $2 and status = 'new'
                    union all
                    select * from queue_item where tenant = $1 and agent = $2 and {QueueRows.IsLeased}) item
                order by status desc, priority desc, position
                limit $3
                """,
                Text(queue.Tenant), Text(queue.Name), Int(limit)),
            QueueRows.ReadOpen,
            ct);

    /// <summary>One item, or null.</summary>
    public Task<QueueItem?> Find(GrainKey queue, Guid id, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                // The limit keeps the planner to the key: while the tables are new it would walk the agent's whole history as
                // gladly.
                $"select {QueueRows.ItemColumns} from (select * from queue_item where id = $1 limit 1) item where tenant = $2 " +
                "and agent = $3",
                Uuid(id), Text(queue.Tenant), Text(queue.Name)),
            QueueRows.ReadItem,
            ct);

    /// <summary>A page of items in one of <paramref name="statuses"/>, oldest first.</summary>
    public Task<ImmutableArray<QueueItem>> List(
        GrainKey queue, IEnumerable<QueueItemStatus> statuses, Guid? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {QueueRows.ItemColumns} from (
                {InEach(statuses, Behind)}) page
                order by position limit $4
                """,
                Text(queue.Tenant), Text(queue.Name), Uuid(after), Int(limit)),
            QueueRows.ReadItem,
            ct);

    /// <summary>A page of one author's items, oldest first.</summary>
    public Task<ImmutableArray<QueueItem>> ListFrom(
        GrainKey queue, string from, IEnumerable<QueueItemStatus> statuses, Guid? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {QueueRows.ItemColumns} from (
                {InEach(statuses, $"{QueueRows.IsFrom(5)} and {Behind}")}) page
                order by position limit $4
                """,
                Text(queue.Tenant), Text(queue.Name), Uuid(after), Int(limit), Texts(QueueRows.NamesOf(from))),
            QueueRows.ReadItem,
            ct);

    /// <summary>Open items by author, those with the most first.</summary>
    public Task<ImmutableArray<QueueAuthor>> CountAuthors(GrainKey queue, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select min(author), count(*) filter (where status = 'new'), count(*) filter (where status = 'processing'),
                       count(*) filter (where status = 'error')
                from ({InEach(QueueSelectionRules.FoundByAuthor, "true")}) items
                group by ltrim(lower(author), '@') order by count(*) desc, min(author) limit $3
                """,
                Text(queue.Tenant), Text(queue.Name), Int(limit)),
            row => new QueueAuthor(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            ct);

    /// <summary>
    /// The latest failures of items that wait for another attempt or are in error, newest first; looked for among the newest
    /// items.
    /// </summary>
    public Task<ImmutableArray<QueueFailure>> RecentFailures(GrainKey queue, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select id, last_error_class, last_error, status from (
                {InEach([QueueItemStatus.Error, QueueItemStatus.New, QueueItemStatus.Processing], "true order by position desc limit $4")}) newest
                where last_error_class is not null
                order by position desc limit $3
                """,
                Text(queue.Tenant), Text(queue.Name), Int(limit), Int(FailuresAmong)),
            row => new QueueFailure(
                row.GetGuid(0), Enum.Parse<ErrorClass>(row.GetString(1), ignoreCase: true), row.GetString(2),
                QueueRows.ParseStatus(row.GetString(3), stopReason: null)),
            ct);

    /// <summary>
    /// Queues with an item that should have been taken up <paramref name="grace"/> ago; what waits in a paused queue or belongs
    /// to a suspended tenant should not.
    /// </summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select distinct tenant, agent from queue_item item
                where status in ('new', 'processing') and due_at < now() - $1
                  and not {TenantRows.IsOutOfService("item.tenant")}
                  and (status = 'processing' or not exists (
                      select from queue_mode m where m.tenant = item.tenant and m.agent = item.agent and m.mode = 'paused'))
                limit $2
                """,
                Interval(grace), Int(limit)),
            row => new GrainKey(row.GetString(0), row.GetString(1)),
            ct);

    /// <summary>Queues that have leased an item.</summary>
    public Task<ImmutableArray<GrainKey>> FindLeasing(int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement($"select distinct tenant, agent from queue_item where {QueueRows.IsLeased} limit $1", Int(limit)),
            row => new GrainKey(row.GetString(0), row.GetString(1)),
            ct);

    // A part for each status, so that each has its index.
    private static string InEach(IEnumerable<QueueItemStatus> statuses, string which) => string.Join(
        " union all ",
        statuses.Select(
            status => $"(select * from queue_item where tenant = $1 and agent = $2 and {QueueRows.Are(status)} and {which})"));
}

/// <summary>An item that was to become due.</summary>
/// <param name="Status">Where it stood.</param>
/// <param name="SessionId">Its conversation.</param>
internal sealed record WokenItem(QueueItemStatus Status, string SessionId);
