using System.Collections.Immutable;
using Sanctum.Identity;
using Sanctum.Queues;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// The SQL of <c>transcript_recall</c>, the agents whose transcripts are embedded, and of the rows that their entries get in
/// <c>transcript_embedding</c>. The entries of a turn get theirs once it has ended, which its queue item says; a turn writes
/// nothing. Looking at an item twice changes nothing. An import writes one item for each session, of its last turn; with that
/// the earlier turns get theirs, which have no items.
/// </summary>
internal sealed class EnrolmentStore(WriteBatcher writes, Database reads)
{
    // A turn ends at the time at which its transaction began, and may be seen later.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Enrols an agent from its newest turns on, or notes that it is searched. One whose vectors were being removed begins
    /// there too.
    /// </summary>
    /// <returns>Whether it was not enrolled.</returns>
    public Task<bool> Touch(GrainKey agent, int maxEntries, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                """
                insert into transcript_recall as present (tenant, agent, through, searched_at)
                values ($1, $2, coalesce((
                    select finished_at from queue_item where tenant = $1 and agent = $2 and finished_at is not null
                    order by finished_at desc offset $3 limit 1), 'epoch'), now())
                on conflict (tenant, agent) do update set searched_at = now(),
                    through = case when present.through = 'epoch' then excluded.through else present.through end
                returning xmax = 0
                """,
                Text(agent.Tenant), Text(agent.Name), Int(maxEntries)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>Where to continue; null if the agent is not enrolled, or was not searched for longer than that.</summary>
    public async Task<EnrolledPlace?> FindPlace(GrainKey agent, TimeSpan keepFor, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                """
                select r.through - $4::interval,
                    exists (
                        select from queue_item i where i.tenant = $1 and i.agent = $2 and i.finished_at > r.through)
                    or exists (
                        select from queue_item i join transcript_entry t on t.turn_id = i.id and t.tenant = $1
                        where i.tenant = $1 and i.agent = $2 and i.finished_at <= r.through
                            and i.finished_at >= r.through - $4::interval and t.content ~ '\S'
                            and not exists (
                                select from transcript_embedding e
                                where e.tenant = $1 and e.session_id = t.session_id and e.seq = t.seq))
                from transcript_recall r
                where r.tenant = $1 and r.agent = $2 and r.searched_at >= now() - $3::interval
                """,
                Text(agent.Tenant), Text(agent.Name), Interval(keepFor), Interval(Settled)),
            row => new EnrolledPlace(new EndedTurn(row.Time(0), Guid.Empty), row.GetBoolean(1)),
            ct);

    /// <summary>Makes the rows of the entries of the next turns that have ended; of more than the limit, the newest.</summary>
    public Task<AdvancedTurns> Advance(
        GrainKey agent, EndedTurn after, int maxTurns, int maxEntries, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with ended as materialized (
                    select id, finished_at, session_id, notification_id from queue_item
                    where tenant = $1 and agent = $2 and finished_at is not null and (finished_at, id) > ($3, $4)
                    order by finished_at, id limit $5),
                said as (
                    select t.session_id, t.seq, t.occurred_at
                    from ended join transcript_entry t on t.turn_id = ended.id and t.tenant = $1
                    where t.content ~ '\S'
                    union all
                    select t.session_id, t.seq, t.occurred_at
                    from ended join transcript_entry t on t.tenant = $1 and t.session_id = ended.session_id
                    where {ImportedItems.Are("ended")} and t.content ~ '\S'
                        and not exists (select from queue_item i where i.tenant = $1 and i.id = t.turn_id)),
                added as (
                    insert into transcript_embedding (tenant, agent, session_id, seq, occurred_at, due_at)
                    select $1, $2, session_id, seq, occurred_at, now() from said
                    order by occurred_at desc, session_id desc, seq desc limit $6
                    on conflict (tenant, session_id, seq) do nothing
                    returning 1),
                last as (select finished_at, id from ended order by finished_at desc, id desc limit 1),
                marked as (
                    update transcript_recall r set through = last.finished_at from last
                    where r.tenant = $1 and r.agent = $2 and r.through < last.finished_at)
                select (select count(*)::int from added), (select count(*)::int from ended),
                    (select finished_at from last), (select id from last),
                    exists (select from added) and (select count(*) from added) + (
                        select count(*) from (
                            select from transcript_embedding where tenant = $1 and agent = $2 limit $6) held) > $6
                """,
                Text(agent.Tenant), Text(agent.Name), Time(after.FinishedAt), Uuid(after.Id), Int(maxTurns), Int(maxEntries)),
            row => new AdvancedTurns(
                row.GetInt32(0), row.GetInt32(1), row.TimeOrNull(2) is { } time ? new EndedTurn(time, row.GetGuid(3)) : null,
                row.GetBoolean(4)),
            ct);

    /// <summary>Removes the rows of all but an agent's newest entries.</summary>
    /// <returns>The entries whose rows are gone.</returns>
    public Task<ImmutableArray<EntryKey>> Trim(GrainKey agent, int maxEntries, CancellationToken ct) =>
        writes.QueryAsync(
            new SqlStatement(
                """
                delete from transcript_embedding
                where tenant = $1 and agent = $2 and (occurred_at, session_id, seq) < (
                    select occurred_at, session_id, seq from transcript_embedding where tenant = $1 and agent = $2
                    order by occurred_at desc, session_id desc, seq desc offset $3 limit 1)
                returning session_id, seq
                """,
                Text(agent.Tenant), Text(agent.Name), Int(maxEntries - 1)),
            row => new EntryKey(row.GetString(0), row.GetInt64(1)),
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

/// <summary>How far an agent is enrolled.</summary>
/// <param name="After">Where to continue: a while before the last turn that was looked at.</param>
/// <param name="HasEnded">Whether a turn has ended whose entries may lack rows.</param>
internal sealed record EnrolledPlace(EndedTurn After, bool HasEnded);

/// <summary>What a look at turns has made.</summary>
/// <param name="Entries">Rows that were made.</param>
/// <param name="Turns">Turns that were looked at.</param>
/// <param name="Last">The last of them, or null.</param>
/// <param name="IsBeyondLimit">Whether the agent has more rows than its limit.</param>
internal readonly record struct AdvancedTurns(int Entries, int Turns, EndedTurn? Last, bool IsBeyondLimit);
