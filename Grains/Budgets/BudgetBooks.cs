using System.Collections.Immutable;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Budgets;

/// <summary>
/// The books: the SQL by which model calls reserve and spend. Each act is one statement that locks the budgets' rows first, in
/// the order of their ids. A budget's present window holds what its entries of that window say: <c>spent</c> is the sum of
/// <c>settled</c>, <c>reserved</c> that of what is reserved.
/// </summary>
internal sealed class BudgetBooks(WriteBatcher writes, Database reads)
{
    /// <summary>
    /// The line in which statements on budgets wait. One writer takes from it at a time: two that lock several budgets in
    /// several statements could wait for each other.
    /// </summary>
    public static readonly object Line = new();

    private const int MaxExpiredAtOnce = 1_000;

    // A row that was locked is read as it is then. Others are as they were when the statement began, so what is looked at of an
    // entry is locked as well; two first reservations of one call meet at the unique index, and the second runs again.
    private static readonly string ReserveAll =
        $"""
        with wanted as materialized (
            select * from unnest($3::uuid[], $4::bigint[], $5::uuid[]) as wanted (budget_id, amount, entry_id)),
        locked as materialized (
            select id, cap, spent, reserved, window_start, {BudgetWindows.StartAt("$2")} as starts
            from budget where tenant = $1 and id in (select budget_id from wanted)
            order by id for no key update),
        held as materialized (
            select entry.id, entry.budget_id, entry.status, entry.reserved, entry.window_start
            from budget_entry entry join locked on locked.id = entry.budget_id
            where entry.call_key = $6
            for no key update of entry),
        standing as materialized (
            select locked.id, cap, amount, entry_id, held.id as again, greatest(locked.window_start, starts) as window_start,
                   case when starts > locked.window_start then 0 else spent end
                       - case when held.status = 'expired' then held.reserved else 0 end as spent,
                   case when starts > locked.window_start then 0 else locked.reserved end
                       - case when held.status = 'reserved' then held.reserved else 0 end as reserved
            from locked join wanted on wanted.budget_id = locked.id
            left join held on held.budget_id = locked.id and held.window_start = greatest(locked.window_start, starts)),
        verdict as materialized (
            select bool_and(spent + reserved + amount <= cap) as fits from standing),
        kept as (
            update budget set spent = standing.spent, reserved = standing.reserved + amount, window_start = standing.window_start
            from standing, verdict where budget.id = standing.id and fits),
        superseded as (
            update budget_entry entry set status = 'released', ended_at = $2
            from held, standing, verdict
            where entry.id = held.id and held.budget_id = standing.id and held.window_start < standing.window_start
              and held.status = 'reserved' and fits),
        repeated as (
            update budget_entry entry set status = 'reserved', reserved = amount, holder = $7, model = $12, expires_at = $13, ended_at = null,
                settled = entry.settled - case when entry.status = 'expired' then entry.reserved else 0 end
            from standing, verdict where entry.id = standing.again and fits),
        added as (
            insert into budget_entry (id, tenant, budget_id, call_key, window_start, reserved, holder, actor, key_id, session_id, turn_id, model,
                                      created_at, expires_at)
            select entry_id, $1, standing.id, $6, window_start, amount, $7, $8, $9, $10, $11, $12, $2, $13
            from standing, verdict where again is null and fits)
        select id, cap, spent, reserved, amount from standing order by id
        """;

    // What has expired counts as spent in full; what the call cost takes its place.
    private const string EndAll =
        """
        with mine as materialized (
            select budget_id from budget_entry where tenant = $1 and call_key = $2 and holder = $3 and status in ('reserved', 'expired')),
        locked as materialized (
            select id, scope, unit from budget where tenant = $1 and id in (select budget_id from mine) order by id for no key update),
        ending as materialized (
            select entry.id, entry.budget_id, entry.window_start, entry.reserved, scope, unit, entry.status = 'expired' as has_expired,
                   case unit when 'money' then $6::bigint else $5::bigint end as cost
            from budget_entry entry join locked on locked.id = entry.budget_id
            where entry.call_key = $2 and entry.holder = $3 and entry.status in ('reserved', 'expired')
            for no key update of entry),
        ended as (
            update budget_entry entry set status = $7, ended_at = $4,
                settled = entry.settled + cost - case when has_expired then entry.reserved else 0 end
            from ending where entry.id = ending.id),
        kept as (
            update budget set spent = spent + cost - case when has_expired then ending.reserved else 0 end,
                              reserved = budget.reserved - case when has_expired then 0 else ending.reserved end
            from ending where budget.id = ending.budget_id and budget.window_start = ending.window_start)
        select budget_id, scope, unit, cost - case when has_expired then reserved else 0 end from ending order by budget_id
        """;

    private const string ExpireDue =
        """
        with due as materialized (
            select id, budget_id from budget_entry where status = 'reserved' and expires_at <= $2 and tenant = $1 order by expires_at limit $3),
        locked as materialized (
            select id, scope, unit from budget where tenant = $1 and id in (select budget_id from due) order by id for no key update),
        ending as materialized (
            select entry.id, entry.budget_id, entry.window_start, entry.reserved, scope, unit
            from budget_entry entry join due on due.id = entry.id left join locked on locked.id = entry.budget_id
            where entry.status = 'reserved' and entry.expires_at <= $2
            for no key update of entry),
        expired as (
            update budget_entry entry set status = 'expired', settled = entry.settled + entry.reserved, ended_at = $2
            from ending where entry.id = ending.id),
        sums as materialized (
            select budget_id, window_start, sum(reserved)::bigint as amount from ending group by budget_id, window_start),
        kept as (
            update budget set spent = spent + amount, reserved = reserved - amount
            from sums where budget.id = sums.budget_id and budget.window_start = sums.window_start)
        select budget_id, scope, unit, reserved from ending where scope is not null
        """;

    /// <summary>
    /// Reserves what a call needs on all budgets, or on none. A call that has a reservation already keeps it, with what it needs
    /// now. A budget that is not there any more limits nothing.
    /// </summary>
    /// <returns>How the budgets stood before. All of them fit, or nothing was reserved.</returns>
    public Task<ImmutableArray<BudgetStanding>> Reserve(
        SpendingCall call, string model, ImmutableArray<BudgetNeed> needs, DateTimeOffset now, TimeSpan lifetime,
        CancellationToken ct) =>
        writes.QueryAsync(
            new SqlStatement(
                ReserveAll,
                Text(call.Tenant), Time(now), Uuids(needs.Select(need => need.Budget.Id)),
                Longs(needs.Select(need => need.Amount)), Uuids(needs.Select(_ => Guid.CreateVersion7(now))), Text(call.Key),
                Long(call.Holder), Text(call.Actor), Text(call.KeyId), Text(call.SessionId), Uuid(call.TurnId), Text(model),
                Time(now + lifetime))
            {
                TakesTurnsWith = Line,
            },
            BudgetRows.ReadStanding,
            ct);

    /// <summary>Writes down what a call cost and gives the rest back. Only the call's newest holder can.</summary>
    /// <returns>What was spent, by budget; nothing where it was settled before or another holds the call.</returns>
    public Task<ImmutableArray<BudgetSpending>> Settle(
        SpendingCall call, CallCost cost, DateTimeOffset now, CancellationToken ct) =>
        End(call, cost, BudgetEntryStatus.Settled, now, ct);

    /// <summary>Gives all back that a call reserved, because it cost nothing.</summary>
    public Task Release(SpendingCall call, DateTimeOffset now, CancellationToken ct) =>
        End(call, default, BudgetEntryStatus.Released, now, ct);

    /// <summary>The keys of the grains of tenants with reservations whose time is over.</summary>
    public Task<ImmutableArray<GrainKey>> FindExpired(DateTimeOffset now, int max, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                "select distinct tenant from (select tenant from budget_entry where status = 'reserved' and expires_at <= $1 " +
                "order by expires_at limit $2) due",
                Time(now), Int(max)),
            row => new GrainKey(row.GetString(0), OverdueReservations.GrainName),
            ct);

    /// <summary>Counts reservations as spent whose time is over.</summary>
    /// <returns>What was spent, entry by entry.</returns>
    public Task<ImmutableArray<BudgetSpending>> Expire(string tenant, DateTimeOffset now, CancellationToken ct) =>
        writes.QueryAsync(
            new SqlStatement(ExpireDue, Text(tenant), Time(now), Int(MaxExpiredAtOnce)) { TakesTurnsWith = Line },
            BudgetRows.ReadSpending,
            ct);

    /// <summary>Removes entries that ended before <paramref name="before"/>.</summary>
    /// <returns>How many.</returns>
    public Task<int> RemoveOlder(DateTimeOffset before, int limit, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "delete from budget_entry where id = any(array(select id from budget_entry " +
                "where ended_at < $1 and ended_at is not null order by ended_at limit $2))",
                Time(before), Int(limit)),
            ct);

    private Task<ImmutableArray<BudgetSpending>> End(
        SpendingCall call, CallCost cost, BudgetEntryStatus status, DateTimeOffset now, CancellationToken ct) =>
        writes.QueryAsync(
            new SqlStatement(
                EndAll,
                Text(call.Tenant), Text(call.Key), Long(call.Holder), Time(now), Long(cost.Tokens), Long(cost.Money),
                Text(BudgetRows.NameOf(status)))
            {
                TakesTurnsWith = Line,
            },
            BudgetRows.ReadSpending,
            ct);
}

/// <summary>What a call needs of one budget.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Amount">In the budget's unit.</param>
internal sealed record BudgetNeed(BudgetInForce Budget, long Amount);
