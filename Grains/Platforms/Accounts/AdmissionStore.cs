using Sanctum.Platforms.Hygiene;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.Accounts;

/// <summary>The SQL of <c>platform_notification</c>: what is known about a notification, and what was decided.</summary>
internal sealed class AdmissionStore(WriteBatcher writes, Database reads)
{
    /// <summary>What the rows know, or null where the notification came in by another way than the account.</summary>
    public Task<KnownNotification?> Find(AccountKey key, string notificationId, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            """
            select n.author_id, coalesce(p.handle, ''), p.is_bot, coalesce(p.opted_out, false), n.mentions, of_author.count, in_thread.count,
                   in_thread.to_author, in_thread.last_to_author, n.decision, n.decided_at
            from platform_notification n
            left join platform_profile p on p.tenant = n.tenant and p.platform = n.platform and p.profile_id = n.author_id,
            lateral (
                select count(*) from platform_notification r
                where r.tenant = $1 and r.platform = $2 and r.account = $3 and r.author_id = n.author_id and r.decision = 'reply'
                  and r.decided_at > now() - interval '1 hour' and r.notification_id <> $4) of_author,
            lateral (
                select count(*) filter (where r.decided_at > now() - interval '1 hour') as count,
                       count(*) filter (where r.author_id = n.author_id) as to_author,
                       max(r.decided_at) filter (where r.author_id = n.author_id) as last_to_author
                from platform_notification r
                where r.tenant = $1 and r.platform = $2 and r.account = $3 and r.session_id = n.session_id and r.decision = 'reply'
                  and r.notification_id <> $4) in_thread
            where n.tenant = $1 and n.platform = $2 and n.account = $3 and n.notification_id = $4
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account), Text(notificationId)),
        row => new KnownNotification(
            new ThreadFacts(
                row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4),
                row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.TimeOrNull(8)),
            row.TextOrNull(9), row.TimeOrNull(10)),
        ct);

    /// <summary>Writes a decision down.</summary>
    public Task Decide(AccountKey key, string notificationId, Admission admission, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            update platform_notification set decision = $5, decided_at = now()
            where tenant = $1 and platform = $2 and account = $3 and notification_id = $4
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account), Text(notificationId), Text(admission.Reason ?? "reply")),
        ct);
}

/// <summary>A notification as its rows know it.</summary>
/// <param name="Facts">What the rules look at.</param>
/// <param name="Decision">What was decided about it, or null.</param>
/// <param name="DecidedAt">When that was.</param>
internal sealed record KnownNotification(ThreadFacts Facts, string? Decision, DateTimeOffset? DecidedAt)
{
    /// <summary>Whether it was decided that it is answered.</summary>
    public bool IsToBeAnswered => Decision == "reply";
}
