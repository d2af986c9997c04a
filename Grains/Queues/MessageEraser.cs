using Sanctum.Identity;
using Sanctum.Traces;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// Finds the messages of a person, discards those that are open, and erases their texts. In a session with others the row stays,
/// because the transcript of the others has its place beside it.
/// </summary>
internal sealed class MessageEraser(IGrainFactory grains) : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["queue_item"];

    public TraceOrder Order => TraceOrder.Messages;

    public async Task Search(PersonTraces traces, CancellationToken ct)
    {
        // Of the agents of the accounts now, and of those of the sessions.
        await traces.Search(
            "turn",
            $"""
            with sent as materialized (
                select n.platform, n.account, n.session_id, n.notification_id from {PersonTraces.Of("profile")} p
                join platform_notification n on n.tenant = $1 and n.platform = p.a and n.author_id = p.b),
            agents as (
                select c.agent from (select distinct platform, account from sent) s
                join platform_account c on c.tenant = $1 and c.platform = s.platform and c.account = s.account
                union select a.agent from (select distinct session_id from sent) s
                join session_activity a on a.tenant = $1 and a.session_id = s.session_id)
            select q.id::text, q.agent from sent cross join agents
            join queue_item q on q.tenant = $1 and q.agent = agents.agent and q.notification_id = sent.notification_id
            """);
        await traces.Search("agent", $"select b, '' from {PersonTraces.Of("turn")} t");
    }

    // A turn under way loses its lease with the token, and writes nothing more.
    public async Task Stop(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "open messages",
            $"""
            update queue_item q set status = 'no_reply', stop_reason = '{StopReasons.Discarded}', due_at = null,
                finished_at = now(), lease_token = lease_token + 1
            where q.tenant = $1 and q.id in {PersonTraces.Uuids("turn")} and q.status in ('new', 'processing', 'error')
            """,
            ct);
        foreach (var (agent, _) in await traces.List("agent", ct))
            await grains.Queue(new GrainKey(traces.Tenant, agent)).Refresh();
    }

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "messages",
            $"""
            delete from queue_item q where q.tenant = $1 and q.id in (
                select i.id from queue_item i where i.tenant = $1 and i.id in {PersonTraces.Uuids("turn")}
                and i.session_id in {PersonTraces.OwnSessions} limit {PersonTraces.BatchSize})
            """,
            ct);
        await traces.Erase(
            "messages",
            $"""
            update queue_item q set body = '{PersonTraces.Erased}', author = '{PersonTraces.Erased}', reply_context = null,
                notes = null, last_error = null, notification_id = 'erased:' || q.id
            where q.tenant = $1 and q.id in (
                select i.id from queue_item i where i.tenant = $1 and i.id in {PersonTraces.Uuids("turn")}
                and i.notification_id <> 'erased:' || i.id limit {PersonTraces.BatchSize})
            """,
            ct);
    }
}
