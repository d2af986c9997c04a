using System.Collections.Immutable;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// The SQL of <c>transcript_recall</c>, the agents whose transcripts are embedded, and of the rows that their entries get in
/// <c>transcript_embedding</c>. The entries of a turn get theirs once it has ended, which its queue item says; a turn writes
/// nothing. Looking at an item twice changes nothing.
/// </summary>
internal sealed class EnrolmentStore(WriteBatcher writes, Database reads)
{
    // A turn ends at the time at which its transaction began, and may be seen later.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>Enrols an agent from its newest turns on, or notes that it is searched.</summary>
    /// <returns>Whether it was not enrolled.</returns>
    public Task<bool> Touch(GrainKey agent, int maxEntries, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                """
                insert into transcript_recall as present (tenant, agent, through, searched_at)
                values ($1, $2, coalesce((
                    select finished_at from queue_item where tenant = $1 and agent = $2 and finished_at is not null
                    order by finished_at desc offset $3 limit 1), 'epoch'), now())
                on conflict (tenant, agent) do update set searched_at = now()
                returning xmax = 0
                """,
                Text(agent.Tenant), Text(agent.Name), Int(maxEntries)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>Where to continue; null if the agent is not enrolled, or was not searched for longer than that.</summary>
    public async Task<EndedTurn?> FindPlace(GrainKey agent, TimeSpan keepFor, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                """
                select through - $4::interval from transcript_recall
                where tenant = $1 and agent = $2 and searched_at >= now() - $3::interval
                """,
                Text(agent.Tenant), Text(agent.Name), Interval(keepFor), Interval(Settled)),
            row => new EndedTurn(row.Time(0), Guid.Empty),
            ct);

    /// <summary>Makes the rows of the entries of the next turns that have ended.</summary>
    /// <returns>How many rows and turns, and the last turn.</returns>
    public Task<(int Entries, int Turns, EndedTurn? Last)> Advance(
        GrainKey agent, EndedTurn after, int maxTurns, CancellationToken ct) =>
        writes.QuerySingleAsync<(int Entries, int Turns, EndedTurn? Last)>(
            new SqlStatement(
                """
                with ended as materialized (
                    select id, finished_at from queue_item
                    where tenant = $1 and agent = $2 and finished_at is not null and (finished_at, id) > ($3, $4)
                    order by finished_at, id limit $5),
                added as (
                    insert into transcript_embedding (tenant, agent, session_id, seq, occurred_at, due_at)
                    select t.tenant, $2, t.session_id, t.seq, t.occurred_at, now()
                    from ended join transcript_entry t on t.turn_id = ended.id and t.tenant = $1
                    where t.content ~ '\S'
                    on conflict (tenant, session_id, seq) do nothing
                    returning 1),
                last as (select finished_at, id from ended order by finished_at desc, id desc limit 1),
                marked as (
                    update transcript_recall r set through = last.finished_at from last
                    where r.tenant = $1 and r.agent = $2 and r.through < last.finished_at)
                select (select count(*)::int from added), (select count(*)::int from ended),
                    (select finished_at from last), (select id from last)
                """,
                Text(agent.Tenant), Text(agent.Name), Time(after.FinishedAt), Uuid(after.Id), Int(maxTurns)),
            row => (
                row.GetInt32(0), row.GetInt32(1), row.TimeOrNull(2) is { } time ? new EndedTurn(time, row.GetGuid(3)) : null),
            ct);

    /// <summary>Removes the rows of all but an agent's newest entries.</summary>
    public Task<int> Trim(GrainKey agent, int maxEntries, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                delete from transcript_embedding
                where tenant = $1 and agent = $2 and (occurred_at, session_id, seq) < (
                    select occurred_at, session_id, seq from transcript_embedding where tenant = $1 and agent = $2
                    order by occurred_at desc, session_id desc, seq desc offset $3 limit 1)
                """,
                Text(agent.Tenant), Text(agent.Name), Int(maxEntries - 1)),
            ct);

    /// <summary>Has the vectors of an agent removed by retention.</summary>
    /// <returns>Whether there may be any.</returns>
    public async Task<bool> Forget(GrainKey agent, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                "update transcript_recall set searched_at = '-infinity' " +
                "where tenant = $1 and agent = $2 and searched_at > '-infinity'",
                Text(agent.Tenant), Text(agent.Name)),
            ct) > 0;

    /// <summary>
    /// Agents with an embedding that is due for longer than <paramref name="grace"/>, or a turn that ended and has no rows.
    /// </summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, TimeSpan keepFor, int max, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select r.tenant, r.agent from transcript_recall r
                where r.searched_at >= now() - $2::interval and (
                    exists (
                        select from transcript_embedding e
                        where e.tenant = r.tenant and e.agent = r.agent and e.due_at < now() - $1::interval)
                    or exists (
                        select from queue_item i
                        where i.tenant = r.tenant and i.agent = r.agent and i.finished_at > r.through
                            and i.finished_at < now() - $3::interval))
                limit $4
                """,
                Interval(grace), Interval(keepFor), Interval(Settled), Int(max)),
            row => new GrainKey(row.GetString(0), row.GetString(1)),
            ct);

    /// <summary>
    /// Removes rows of one agent, of any tenant, that was not searched for longer than <paramref name="keepFor"/>, and the agent
    /// once it has none. An agent that is searched again meanwhile begins anew.
    /// </summary>
    public Task<int> RemoveUnsearched(TimeSpan keepFor, int limit, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                """
                with old as materialized (
                    select tenant, agent from transcript_recall where searched_at < now() - $1::interval
                    order by searched_at limit 1 for update),
                doomed as materialized (
                    select e.tenant, e.session_id, e.seq from old join transcript_embedding e
                        on e.tenant = old.tenant and e.agent = old.agent limit $2),
                gone as (
                    delete from transcript_embedding e using doomed
                    where e.tenant = doomed.tenant and e.session_id = doomed.session_id and e.seq = doomed.seq
                    returning 1),
                renewed as (
                    update transcript_recall r set through = 'epoch' from old
                    where r.tenant = old.tenant and r.agent = old.agent and exists (select from doomed)),
                ended as (
                    delete from transcript_recall r using old
                    where r.tenant = old.tenant and r.agent = old.agent and not exists (select from doomed)
                    returning 1)
                select (select count(*)::int from gone) + (select count(*)::int from ended)
                """,
                Interval(keepFor), Int(limit)),
            row => row.GetInt32(0),
            ct);
}

/// <summary>A turn that has ended, by its queue item; in the order of the end.</summary>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Id">The queue item.</param>
internal sealed record EndedTurn(DateTimeOffset FinishedAt, Guid Id);
