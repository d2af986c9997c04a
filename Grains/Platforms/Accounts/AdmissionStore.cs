using System.Collections.Immutable;
using Sanctum.Platforms.Replies;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.Accounts;

/// <summary>The SQL of <c>platform_notification</c>: what is known about a notification, and what was decided.</summary>
internal sealed class AdmissionStore(WriteBatcher writes, Database reads)
{
    /// <summary>What the rows know; nothing of notifications that came in by another way than the account.</summary>
    public Task<ImmutableArray<KnownNotification>> Find(
        AccountKey key, IEnumerable<string> notificationIds, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            """
            select n.notification_id, n.author_id, coalesce(p.handle, ''), p.is_bot, coalesce(p.opted_out, false), n.mentions, of_author.count, in_thread.count,
                   in_thread.to_author, in_thread.last_to_author, n.decision, n.decided_at, said.is_stopped
            from platform_notification n
            left join platform_profile p on p.tenant = n.tenant and p.platform = n.platform and p.profile_id = n.author_id,
            lateral (
                select count(*) from platform_notification r
                where r.tenant = $1 and r.platform = $2 and r.account = $3 and r.author_id = n.author_id and r.decision = 'reply'
                  and r.decided_at > now() - interval '1 hour' and r.notification_id <> n.notification_id) of_author,
            lateral (
                select count(*) filter (where r.decided_at > now() - interval '1 hour') as count,
                       count(*) filter (where r.author_id = n.author_id) as to_author,
                       max(r.decided_at) filter (where r.author_id = n.author_id) as last_to_author
                from platform_notification r
                where r.tenant = $1 and r.platform = $2 and r.account = $3 and r.session_id = n.session_id and r.decision = 'reply'
                  and r.notification_id <> n.notification_id) in_thread,
            lateral (
                select coalesce(bool_or(stopped_at >= coalesce(greatest(started_at, resumed_at), '-infinity')), false)
                       as is_stopped
                from (
                    select max(c.occurred_at) filter (where c.command = 'stop') as stopped_at,
                           max(c.occurred_at) filter (where c.command = 'start') as started_at,
                           max(max(c.occurred_at) filter (where c.command = 'resume')) over () as resumed_at
                    from platform_notification c
                    where c.tenant = $1 and c.platform = $2 and c.account = $3 and c.session_id = n.session_id
                      and c.command is not null
                    group by c.author_id) person) said
            where n.tenant = $1 and n.platform = $2 and n.account = $3 and n.notification_id = any($4)
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account), Texts(notificationIds)),
        row => new KnownNotification(
            row.GetString(0),
            new ThreadFacts(
                row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetBoolean(3), row.GetBoolean(4),
                row.GetBoolean(5),
                row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.TimeOrNull(9), ThreadIsStopped: row.GetBoolean(12)),
            row.TextOrNull(10), row.TimeOrNull(11)),
        ct);

    /// <summary>
    /// The people whom the account answered in the thread of the turn that calls a tool, without what that turn itself answers.
    /// </summary>
    public Task<ImmutableArray<ThreadFacts>> ListAnswered(AccountKey key, string callId, CancellationToken ct) =>
        reads.QueryAsync(
        new SqlStatement(
            """
            select n.author_id, coalesce(p.handle, ''), p.is_bot, count(*) filter (where n.notification_id <> q.notification_id),
                   max(n.decided_at) filter (where n.notification_id <> q.notification_id)
            from tool_run r
            join queue_item q on q.id = r.turn_id
            join platform_notification n
                on n.tenant = $1 and n.platform = $2 and n.account = $3 and n.session_id = q.session_id and n.decision = 'reply'
            left join platform_profile p on p.tenant = n.tenant and p.platform = n.platform and p.profile_id = n.author_id
            where r.call_id = $4 and q.tenant = $1
            group by n.author_id, p.handle, p.is_bot
            order by p.handle
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account), Text(callId)),
        row => new ThreadFacts(
            row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetBoolean(2), HasOptedOut: false,
            MentionsAccount: true,
            RepliesToAuthorInThread: row.GetInt64(3), LastReplyToAuthorInThread: row.TimeOrNull(4)),
        ct);

    /// <summary>Those of the ids that have a row.</summary>
    public async Task<HashSet<string>> FindKnown(AccountKey key, IEnumerable<string> notificationIds, CancellationToken ct) =>
        [.. await reads.QueryAsync(
            new SqlStatement(
                """
                select notification_id from platform_notification
                where tenant = $1 and platform = $2 and account = $3 and notification_id = any($4)
                """,
                Text(key.Tenant), Text(key.Platform), Text(key.Account), Texts(notificationIds)),
            row => row.GetString(0), ct)];

    /// <summary>Writes decisions down.</summary>
    public Task Decide(AccountKey key, IReadOnlyDictionary<string, Admission> decisions, CancellationToken ct) =>
        writes.ExecuteAsync(
        new SqlStatement(
            """
            update platform_notification n set decision = d.decision, decided_at = now()
            from unnest($4::text[], $5::text[]) as d (notification_id, decision)
            where n.tenant = $1 and n.platform = $2 and n.account = $3 and n.notification_id = d.notification_id
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account), Texts(decisions.Keys),
            Texts(decisions.Values.Select(admission => admission.Reason ?? "reply"))),
        ct);
}

/// <summary>A notification as its rows know it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Facts">What the rules look at.</param>
/// <param name="Decision">What was decided about it, or null.</param>
/// <param name="DecidedAt">When that was.</param>
internal sealed record KnownNotification(string Id, ThreadFacts Facts, string? Decision, DateTimeOffset? DecidedAt)
{
    /// <summary>Whether it was decided that it is answered.</summary>
    public bool IsToBeAnswered => Decision == "reply";
}
