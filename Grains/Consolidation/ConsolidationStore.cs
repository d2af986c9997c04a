using System.Collections.Immutable;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Consolidation;

/// <summary>The SQL of <c>consolidation_run</c>.</summary>
internal sealed class ConsolidationStore(WriteBatcher writes, Database reads)
{
    private const int MaxEnded = 100;
    private const string Columns = "id, state, mode, actor, model, notes, error, created_at, ended_at";

    /// <summary>Begins a run, and drops the oldest that have ended; does nothing where the id is known or one is open.</summary>
    public Task Create(
        GrainKey agent, Guid id, ConsolidationMode mode, string actor, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                with dropped as (
                    delete from consolidation_run where tenant = $1 and agent = $2 and id in (
                        select id from consolidation_run where tenant = $1 and agent = $2 and ended_at is not null
                        order by created_at desc offset $7))
                insert into consolidation_run (tenant, agent, id, mode, actor, due_at, created_at)
                values ($1, $2, $3, $4, $5, now(), $6)
                on conflict do nothing
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Text(ConsolidationNames.Of(mode)), Text(actor), Time(now),
                Int(MaxEnded - 1)),
            ct);

    /// <summary>A run without its proposals; null if there is none.</summary>
    public async Task<ConsolidationRun?> Find(GrainKey agent, Guid id, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from consolidation_run where tenant = $1 and agent = $2 and id = $3",
                Text(agent.Tenant), Text(agent.Name), Uuid(id)),
            Read,
            ct)).FirstOrDefault();

    /// <summary>The newest runs without their proposals, newest first.</summary>
    public Task<ImmutableArray<ConsolidationRun>> List(GrainKey agent, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from consolidation_run where tenant = $1 and agent = $2
                order by created_at desc, id desc limit $3
                """,
                Text(agent.Tenant), Text(agent.Name), Int(MaxEnded)),
            Read,
            ct);

    /// <summary>Begins the open run if it is due, or continues it; null if there is none.</summary>
    public async Task<ConsolidationJob?> Begin(GrainKey agent, CancellationToken ct) =>
        (await writes.QueryAsync(
            new SqlStatement(
                """
                update consolidation_run r
                set state = case r.state when 'pending' then 'running' else r.state end, attempts = r.attempts + 1,
                    due_at = now(), error = null
                from consolidation_run before
                where r.tenant = $1 and r.agent = $2 and r.ended_at is null and r.due_at <= now()
                    and before.tenant = $1 and before.agent = $2 and before.id = r.id
                returning r.id, r.state, r.mode, r.attempts, before.error
                """,
                Text(agent.Tenant), Text(agent.Name)),
            row => new ConsolidationJob(
                agent, row.GetGuid(0), row.GetString(1) == ConsolidationNames.Of(ConsolidationState.Applying),
                ConsolidationNames.Read<ConsolidationMode>(row.GetString(2)), row.GetInt32(3), row.TextOrNull(4)),
            ct)).FirstOrDefault();

    /// <summary>Has a run try again later, if the attempt is its newest.</summary>
    /// <param name="job">The attempt.</param>
    /// <param name="after">How much later.</param>
    /// <param name="reason">Why it waits.</param>
    /// <param name="counts">Whether the attempt counts.</param>
    /// <param name="ct">Ends it early.</param>
    public Task Retry(ConsolidationJob job, TimeSpan after, string reason, bool counts, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update consolidation_run
                set state = case state when 'running' then 'pending' else state end, due_at = now() + $4::interval, error = $5,
                    attempts = case when $7 then attempts else attempts - 1 end
                where tenant = $1 and agent = $2 and id = $3 and ended_at is null and attempts = $6
                """,
                Text(job.Agent.Tenant), Text(job.Agent.Name), Uuid(job.Id), Interval(after), Text(FailureText.Of(reason)),
                Int(job.Attempts), Bool(counts)),
            ct);

    /// <summary>Ends a run, if the attempt is its newest.</summary>
    /// <returns>Whether it has.</returns>
    public async Task<bool> End(
        ConsolidationJob job, ConsolidationState state, string? error, DateTimeOffset now, CancellationToken ct) =>
        (await writes.QueryAsync(
            new SqlStatement(
                """
                update consolidation_run set state = $4, error = $5, due_at = null, ended_at = $6
                where tenant = $1 and agent = $2 and id = $3 and ended_at is null and attempts = $7
                returning id
                """,
                Text(job.Agent.Tenant), Text(job.Agent.Name), Uuid(job.Id), Text(ConsolidationNames.Of(state)),
                Text(error is null ? null : FailureText.Of(error)), Time(now), Int(job.Attempts)),
            row => row.GetGuid(0),
            ct)).Length == 1;

    private static ConsolidationRun Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), ConsolidationNames.Read<ConsolidationState>(row.GetString(1)),
        ConsolidationNames.Read<ConsolidationMode>(row.GetString(2)), row.GetString(3), row.TextOrNull(4), [],
        [.. row.GetFieldValue<string[]>(5)], row.TextOrNull(6), row.Time(7), row.TimeOrNull(8));
}
