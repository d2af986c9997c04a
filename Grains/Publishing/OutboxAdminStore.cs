using System.Collections.Immutable;
using System.Diagnostics;
using Npgsql;
using Sanctum.Platforms;
using Sanctum.Queues;
using Sanctum.Storage;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Publishing;

/// <summary>
/// The SQL of what an operator decides about posts. Every change names the state that it expects, so a late caller changes
/// nothing.
/// </summary>
internal sealed class OutboxAdminStore(WriteBatcher writes, Database reads)
{
    private const string OneFailed =
        "id = $4 and tenant = $1 and platform = $2 and account = $3 and (status = 'error') is true limit 1";

    private const string NextFailed =
        "tenant = $1 and platform = $2 and account = $3 and status = 'error' and position > $4 order by position limit $5";

    /// <summary>A post in error; null if the account has none of this id.</summary>
    public Task<FailedPost?> FindFailed(AccountKey account, Guid id, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(WithAuthors(OneFailed), Text(account.Tenant), Text(account.Platform), Text(account.Account), Uuid(id)),
        ReadFailed, ct);

    /// <summary>Posts in error behind <paramref name="after"/>, in order.</summary>
    public Task<ImmutableArray<FailedPost>> ListFailed(AccountKey account, long after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
        new SqlStatement(
            WithAuthors(NextFailed),
            Text(account.Tenant), Text(account.Platform), Text(account.Account), Long(after), Int(limit)),
        ReadFailed, ct);

    /// <summary>Offers posts in error again.</summary>
    /// <returns>How many were in error.</returns>
    public Task<int> Retry(AccountKey account, IEnumerable<Guid> ids, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            update outbox set status = 'pending', attempts = 0, due_at = now()
            where id = any($4) and tenant = $1 and platform = $2 and account = $3 and status = 'error'
            """,
            Text(account.Tenant), Text(account.Platform), Text(account.Account),
            new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] }),
        ct);

    /// <summary>Writes a post that answers no notification; one of its id that is there stays as it is.</summary>
    public Task Write(AccountKey account, Guid id, string text, string? replyContext, CancellationToken ct) =>
        writes.ExecuteAsync(
        new SqlStatement(
            $"""
            {OutboxRows.InsertPost}
            values ($4, $5, $1, $2, $3, 'operator:' || $2 || ':' || $3, $4, $6, $7, $8)
            on conflict (id) do nothing
            """,
            Text(account.Tenant), Text(account.Platform), Text(account.Account), Uuid(id), Text($"operator:{id}"), Text(text),
            Json(replyContext),
            Text(Activity.Current?.Id)),
        ct);

    /// <summary>
    /// Ends a post, and its queue item as one without a reply; false if the post has ended. An item that was counted as answered
    /// is taken back from the count, and a count that is being made now takes no effect.
    /// </summary>
    public Task<bool> Discard(AccountKey account, Guid id, string reason, CancellationToken ct) => writes.QuerySingleAsync(
        new SqlStatement(
            $"""
            with discarded as (
                update outbox set status = 'discarded', due_at = null, discarded_at = now(), discard_reason = $5
                where id = $4 and tenant = $1 and platform = $2 and account = $3 and status in ('pending', 'posting', 'error')
                returning turn_id),
            {ItemStatements.WithdrawReply}
            select true from discarded
            """,
            Text(account.Tenant), Text(account.Platform), Text(account.Account), Uuid(id), Text(reason), Text(
                StopReasons.Discarded)),
        row => row.GetBoolean(0),
        ct);

    // Posts of platforms without accounts have no person of whom it is known what they want.
    private static string WithAuthors(string posts) =>
        $"""
        select o.id, o.position, n.author_id, coalesce(p.handle, '')
        from (select id, position from outbox where {posts}) o
        left join lateral (select notification_id from queue_item where queue_item.id = o.id limit 1) q on true
        left join platform_notification n on n.tenant = $1 and n.platform = $2 and n.account = $3 and n.notification_id = q.notification_id
        left join platform_profile p on p.tenant = $1 and p.platform = $2 and p.profile_id = n.author_id
        order by o.position
        """;

    private static FailedPost ReadFailed(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0), row.GetInt64(1),
            row.IsDBNull(2) ? null : new PlatformAuthor(row.GetString(2), row.GetString(3), row.GetString(3)));
}

/// <summary>A post in error.</summary>
/// <param name="Id">The post.</param>
/// <param name="Position">Its place in the order.</param>
/// <param name="Author">The person whom it answers, where an account's notification named one.</param>
internal sealed record FailedPost(Guid Id, long Position, PlatformAuthor? Author);
