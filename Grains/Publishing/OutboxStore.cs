using System.Collections.Immutable;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Platforms;
using Sanctum.Queues;
using Sanctum.Storage;
using Sanctum.Tenants;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Publishing;

/// <summary>The SQL of <c>outbox</c>.</summary>
internal sealed class OutboxStore(WriteBatcher writes, Database reads)
{
    private static readonly BatchedStatement<SentPost, bool> EndPost = new(
        new RowColumns<SentPost>()
            .Uuid("post", sent => sent.Id)
            .Text("posted_as", sent => sent.ExternalId)
            .Int("cost", sent => sent.Points),
        """
        ended as (
            update outbox set status = 'posted', approval_id = null, posted_at = now(), external_id = posted_as,
                points = cost, due_at = null from given
            where id = post and (status in ('pending', 'posting')) is true
            returning n)
        select n from ended
        """,
        (_, _) => true);

    /// <summary>The posts that have not ended, in order, at most <paramref name="limit"/>.</summary>
    public Task<ImmutableArray<PendingPost>> LoadPending(AccountKey address, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select id, idempotency_key, session_id, body, reply_context::text, traceparent, status, attempts,
                    due_at - now(), position,
                       is_doubtful, meant_for is not null
                from outbox
                where tenant = $1 and platform = $2 and account = $3 and due_at is not null
                order by position limit $4
                """,
                Text(address.Tenant), Text(address.Platform), Text(address.Account), Int(limit)),
            row => new PendingPost(
                new OutboundPost(
                    row.GetGuid(0), row.GetString(1), address.Platform, address.Account, row.GetString(2), row.GetString(3),
                    row.TextOrNull(4), row.TextOrNull(5)),
                row.GetInt64(9), row.GetString(6) == "posting", row.GetInt32(7), row.GetTimeSpan(8), row.GetBoolean(10),
                row.GetBoolean(11)),
            ct);

    /// <summary>Marks an attempt as begun; false if the post does not wait any more.</summary>
    public async Task<bool> Begin(Guid id, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement("update outbox set status = 'posting' where id = $1 and status = 'pending'", Uuid(id)), ct) == 1;

    /// <summary>Ends a post: the platform has it.</summary>
    public Task Posted(Guid id, string? externalId, int? points, CancellationToken ct) =>
        writes.WriteAsync(EndPost, new SentPost(id, externalId, points), ct);

    /// <summary>
    /// Records a failed attempt: tried again after <paramref name="retryIn"/>, or in error when that is null. A post that went to
    /// a fallback then says both causes.
    /// </summary>
    public Task Failed(Guid id, ErrorClass errorClass, string error, bool isDoubtful, TimeSpan? retryIn, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update outbox set status = case when $2::interval is null then 'error' else 'pending' end,
                    approval_id = null, due_at = now() + $2,
                                  attempts = attempts + 1, failed_at = now(), is_doubtful = is_doubtful or $5, last_error_class = $4,
                                  last_error = coalesce(meant_for || ': ' || meant_error || ' Then, as its fallback, ' || platform || '/' || account || ': ', '') || $3
                where id = $1 and status in ('pending', 'posting')
                """,
                Uuid(id), Interval(retryIn), Text(error), Text(errorClass.ToColumn()), Bool(isDoubtful)),
            ct);

    /// <summary>
    /// Moves a post to another outbox, once, without what it replied to. In this statement it is
    /// decided: a process that dies before it leaves the post where it was, one that dies after it leaves it to the sender for
    /// the other account.
    /// </summary>
    /// <returns>False if the post does not wait any more.</returns>
    public async Task<bool> FallBack(Guid id, AccountKey fallback, string error, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                update outbox set meant_for = platform || '/' || account, meant_error = $4, platform = $2, account = $3,
                                  reply_context = null, status = 'pending', attempts = 0, due_at = now(), last_error = null,
                                  last_error_class = null, approval_id = null
                where id = $1 and meant_for is null and not is_doubtful and status in ('pending', 'posting')
                """,
                Uuid(id), Text(fallback.Platform), Text(fallback.Account), Text(error)),
            ct) == 1;

    /// <summary>What the account spent within <paramref name="window"/>, oldest first, by the second.</summary>
    public Task<ImmutableArray<(int Points, DateTimeOffset At)>> LoadSpent(
        AccountKey address, TimeSpan window, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select sum(points)::int, max(at) from (
                    select points, posted_at as at from outbox
                    where tenant = $1 and platform = $2 and account = $3 and posted_at > now() - $4 and points is not null
                    union all
                    select points, spent_at from platform_spending
                    where tenant = $1 and platform = $2 and account = $3 and spent_at > now() - $4) spent
                group by date_trunc('second', at) order by 2
                """,
                Text(address.Tenant), Text(address.Platform), Text(address.Account), Interval(window)),
            row => (row.GetInt32(0), row.Time(1)),
            ct);

    /// <summary>Lets a post wait; that is no failed attempt.</summary>
    public Task Defer(Guid id, string reason, bool isDoubtful, TimeSpan wait, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update outbox set status = 'pending', approval_id = null, due_at = now() + $2, last_error = $3,
                    is_doubtful = is_doubtful or $4
                where id = $1 and status in ('pending', 'posting')
                """,
                Uuid(id), Interval(wait), Text(reason), Bool(isDoubtful)),
            ct);

    /// <summary>Has a post wait for an approval until its deadline; no attempt is counted.</summary>
    public Task WaitForApproval(Guid id, Guid approval, string reason, TimeSpan wait, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update outbox set status = 'pending', due_at = now() + $2, last_error = $3, approval_id = $4
                where id = $1 and status in ('pending', 'posting')
                """,
                Uuid(id), Interval(wait), Text(reason), Uuid(approval)),
            ct);

    /// <summary>Makes a post due that waited for an approval; answers whose it is, or null if it has ended.</summary>
    public Task<WokenPost?> MakeDue(string tenant, Guid id, Guid approval, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                """
                with due as (
                    update outbox set due_at = now(), approval_id = null
                    where id = $1 and tenant = $2 and approval_id = $3 and status = 'pending')
                select platform, account, session_id from outbox
                where id = $1 and tenant = $2 and status in ('pending', 'posting')
                """,
                Uuid(id), Text(tenant), Uuid(approval)),
            row => new WokenPost(new AccountKey(tenant, row.GetString(0), row.GetString(1)), row.GetString(2)),
            ct);

    /// <summary>Outboxes with a post that should have gone out <paramref name="grace"/> ago.</summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select distinct tenant, platform, account from outbox
                where due_at < now() - $1 and not {TenantRows.IsOutOfService("outbox.tenant")} limit $2
                """,
                Interval(grace), Int(limit)),
            (NpgsqlDataReader row) => new GrainKey(row.GetString(0), $"{row.GetString(1)}/{row.GetString(2)}"),
            ct);

    private sealed record SentPost(Guid Id, string? ExternalId, int? Points);
}

/// <summary>A post that was to become due.</summary>
/// <param name="Account">The account that it goes out from.</param>
/// <param name="SessionId">Its conversation.</param>
internal sealed record WokenPost(AccountKey Account, string SessionId);

/// <summary>A post that has not ended.</summary>
/// <param name="Post">What to post.</param>
/// <param name="Position">Its place in the order.</param>
/// <param name="WasBegun">Whether an attempt was begun whose outcome is not known.</param>
/// <param name="Attempts">Failed attempts so far.</param>
/// <param name="DueIn">Time until it may go; negative when it may.</param>
/// <param name="HasDoubtfulAttempt">Whether an earlier attempt ended of which nobody knows that it posted nothing.</param>
/// <param name="IsFallback">Whether it was meant for another account.</param>
internal sealed record PendingPost(
    OutboundPost Post, long Position, bool WasBegun = false, int Attempts = 0, TimeSpan DueIn = default,
    bool HasDoubtfulAttempt = false, bool IsFallback = false)
{
    /// <summary>Whether it may be out already.</summary>
    public bool IsDoubtful => WasBegun || HasDoubtfulAttempt;

    /// <summary>The post as the schedule takes it: one at a time of a session, in order.</summary>
    public ScheduledItem Schedule(DateTimeOffset dueAt) => new(Post.Id, Post.SessionId, Position, QueuePriority.Normal, dueAt);
}
