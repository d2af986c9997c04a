using System.Collections.Immutable;
using Sanctum.Platforms;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Publishing;

/// <summary>
/// The SQL of the outboxes' numbers. Every count is a range of an index of what has not gone out, whatever the length of the
/// history.
/// </summary>
internal sealed class OutboxCounters(Database reads)
{
    /// <summary>The outboxes that hold something, by platform and account.</summary>
    public Task<ImmutableArray<CountedOutbox>> Count(string tenant, OutboxSelection which, CancellationToken ct)
    {
        // Conditions that are not asked for are left out, so that each statement has one plan.
        var only = (which.Platform is null ? "" : " and platform = $2") + (which.Account is null ? "" : " and account = $3");
        return reads.QueryAsync(
            new SqlStatement(
                $"""
                with counted as (
                    select platform, account, sum(open)::bigint as open, sum(posting)::bigint as posting, sum(error)::bigint as error, sum(discarded)::bigint as discarded
                    from (
                        select platform, account, count(*) as open, 0 as posting, 0 as error, 0 as discarded
                        from outbox where tenant = $1 and due_at is not null{only} group by platform, account
                        union all
                        select platform, account, 0, count(*) filter (where status = 'posting'), count(*) filter (where status = 'error'),
                               count(*) filter (where status = 'discarded')
                        from outbox where tenant = $1 and status not in ('pending', 'posted'){only} group by platform, account) parts
                    group by platform, account)
                select counted.platform, counted.account, a.agent, open - posting, posting, error, discarded, oldest.created_at
                from counted
                left join platform_account a on a.tenant = $1 and a.platform = counted.platform and a.account = counted.account
                left join lateral (
                    select created_at from outbox o
                    where o.tenant = $1 and o.platform = counted.platform and o.account = counted.account and o.due_at is not null
                    order by o.position limit 1) oldest on true
                where $4::text is null or a.agent = $4
                order by counted.platform collate "C", counted.account collate "C"
                """,
                Text(tenant), Text(which.Platform), Text(which.Account), Text(which.Agent)),
            row => new CountedOutbox(
                new AccountKey(tenant, row.GetString(0), row.GetString(1)), row.TextOrNull(2),
                new OutboxCounts(row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.TimeOrNull(7))),
            ct);
    }
}

/// <summary>What the outbox of an account holds.</summary>
internal sealed record CountedOutbox(AccountKey Account, string? Agent, OutboxCounts Counts)
{
    /// <summary>Several together.</summary>
    public static OutboxCounts Sum(IReadOnlyCollection<CountedOutbox> outboxes) => new(
        outboxes.Sum(outbox => outbox.Counts.Pending),
        outboxes.Sum(outbox => outbox.Counts.Posting),
        outboxes.Sum(outbox => outbox.Counts.Error),
        outboxes.Sum(outbox => outbox.Counts.Discarded),
        outboxes.Min(outbox => outbox.Counts.OldestWaiting));
}
