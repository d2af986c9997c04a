using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Tenants;
using static Sanctum.Storage.Sql;

namespace Sanctum.Consolidation;

/// <summary>The SQL of <c>consolidation_plan</c>, and what is due by it or by a run.</summary>
internal sealed class ConsolidationPlanStore(WriteBatcher writes, Database reads)
{
    /// <summary>An agent's plan; null if it has none.</summary>
    public async Task<ConsolidationPlan?> Find(GrainKey agent, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                "select every, mode, next_at from consolidation_plan where tenant = $1 and agent = $2",
                Text(agent.Tenant), Text(agent.Name)),
            Read,
            ct)).FirstOrDefault();

    /// <summary>Sets a plan; the same again leaves its next run where it is.</summary>
    public async Task<ConsolidationPlan> Set(GrainKey agent, TimeSpan every, ConsolidationMode mode, CancellationToken ct) =>
        (await writes.QueryAsync(
            new SqlStatement(
                """
                insert into consolidation_plan (tenant, agent, every, mode, next_at)
                values ($1, $2, $3, $4, now() + $3::interval)
                on conflict (tenant, agent) do update
                set every = excluded.every, mode = excluded.mode, next_at = case consolidation_plan.every
                    when excluded.every then consolidation_plan.next_at else excluded.next_at end
                returning every, mode, next_at
                """,
                Text(agent.Tenant), Text(agent.Name), Interval(every), Text(ConsolidationNames.Of(mode))),
            Read,
            ct))[0];

    public Task Remove(GrainKey agent, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "delete from consolidation_plan where tenant = $1 and agent = $2", Text(agent.Tenant), Text(agent.Name)),
            ct);

    /// <summary>Takes the next run of a plan if it is due; runs that were missed meanwhile are not made up for.</summary>
    /// <returns>What is to become of its proposals; null if none is due.</returns>
    public async Task<ConsolidationMode?> TakeDue(GrainKey agent, CancellationToken ct) =>
        (await writes.QueryAsync(
            new SqlStatement(
                """
                update consolidation_plan set next_at = now() + every
                where tenant = $1 and agent = $2 and next_at <= now()
                returning mode
                """,
                Text(agent.Tenant), Text(agent.Name)),
            row => (ConsolidationMode?)ConsolidationNames.Read<ConsolidationMode>(row.GetString(0)),
            ct)).FirstOrDefault();

    /// <summary>Agents of all tenants in service with a run that is due for longer than <paramref name="grace"/>.</summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                (select tenant, agent from consolidation_run
                    where due_at < now() - $1::interval and not {TenantRows.IsOutOfService("consolidation_run.tenant")}
                    order by due_at limit $2)
                union
                (select tenant, agent from consolidation_plan
                    where next_at < now() - $1::interval and not {TenantRows.IsOutOfService("consolidation_plan.tenant")}
                    order by next_at limit $2)
                """,
                Interval(grace), Int(max)),
            row => new GrainKey(row.GetString(0), row.GetString(1)),
            ct);

    private static ConsolidationPlan Read(NpgsqlDataReader row) => new(
        row.GetTimeSpan(0), ConsolidationNames.Read<ConsolidationMode>(row.GetString(1)), row.Time(2));
}
