using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Traces;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// Erases the turns of a person: the message, what the agent answered, its tool calls and their results. A session in which
/// nobody else wrote goes as a whole; elsewhere the entries keep their places and lose their texts: transcripts have no gaps.
/// </summary>
internal sealed class TranscriptEraser(IGrainFactory grains, IOptions<ClusterOptions> cluster) : IPersonEraser
{
    private const string Erased = PersonTraces.Erased;

    public IReadOnlyList<string> Tables { get; } =
        ["transcript_entry", "transcript_compaction", "session_activity", "session_person", "grain_state"];

    public TraceOrder Order => TraceOrder.Turns;

    public Task Search(PersonTraces traces, CancellationToken ct) => traces.Search(
        "session",
        $"""
        select s.session_id, case when exists (
            select from transcript_entry e where e.tenant = $1 and e.session_id = s.session_id and e.step = 0
            and e.turn_id not in {PersonTraces.Uuids("turn")})
        or exists (
            select from queue_item o where o.tenant = $1 and o.agent = s.agent and o.status in ('new', 'processing', 'error')
            and o.session_id = s.session_id and o.id not in {PersonTraces.Uuids("turn")})
        then 'shared' else 'own' end
        from (
            select distinct q.session_id, q.agent
            from {PersonTraces.Of("turn")} t join queue_item q on q.tenant = $1 and q.id = t.a::uuid) s
        """);

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        await EraseEntries(traces, ct);
        await EraseSummaries(traces, ct);
        await EraseRecalled(traces, ct);
        await EraseLists(traces, ct);
        await traces.Erase(
            "sessions", $"{GrainStateRow.Delete(4)} (select $1 || '/' || own.a from {PersonTraces.OwnSessions} own)", ct,
            Text(cluster.Value.ServiceId), Text("session"));
        foreach (var (session, _) in await traces.List("session", ct))
            await grains.Session(new GrainKey(traces.Tenant, session)).Evict();
    }

    private static async Task EraseEntries(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "transcript entries",
            $"""
            delete from transcript_entry e where e.tenant = $1 and (e.session_id, e.seq) in (
                select i.session_id, i.seq from transcript_entry i where i.tenant = $1
                and i.session_id in {PersonTraces.OwnSessions} limit {PersonTraces.BatchSize})
            """,
            ct);
        await traces.Erase(
            "transcript entries",
            $"""
            update transcript_entry e set content = '{Erased}', model_data = null, recalled = null,
                author = case when e.role = 'user' then '{Erased}' else e.author end,
                tool_calls = case when e.tool_calls is not null then (
                    select jsonb_agg(jsonb_set(one, '{Arguments}', case jsonb_typeof(one -> 'arguments')
                        when 'string' then {EmptyText} else {EmptyObject} end)) from jsonb_array_elements(e.tool_calls) one) end
            from {PersonTraces.Of("turn")} t
            where e.tenant = $1 and e.turn_id = t.a::uuid and e.content <> '{Erased}'
            """,
            ct);
    }

    private const string Arguments = "{arguments}";
    private const string EmptyText = "'\"{}\"'::jsonb";
    private const string EmptyObject = "'{}'::jsonb";

    // A summary cannot be divided into what each person said.
    private static async Task EraseSummaries(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "summaries",
            $"delete from transcript_compaction c where c.tenant = $1 and c.session_id in {PersonTraces.OwnSessions}", ct);
        await traces.Erase(
            "summaries",
            $"""
            update transcript_compaction c set summary = null, method = 'entries'
            where c.tenant = $1 and c.session_id in {PersonTraces.Ids("session")} and c.summary is not null
            """,
            ct);
    }

    // What was recalled for others keeps the passages that others' messages made.
    private static Task EraseRecalled(PersonTraces traces, CancellationToken ct) => traces.Erase(
        "recalled passages",
        $"""
        update transcript_entry e set recalled = (
            select coalesce(jsonb_agg(one), '[]') from jsonb_array_elements(e.recalled) one
            where one ->> 'id' not in {PersonTraces.Ids("passage")})
        where e.tenant = $1 and e.recalled is not null and e.session_id in (
            select s.session_id from session_activity s
            where s.tenant = $1 and s.agent in (select b from {PersonTraces.Of("passage")} made)
            union select a from {PersonTraces.Of("session")} own)
        and exists (
            select from jsonb_array_elements(e.recalled) one where one ->> 'id' in {PersonTraces.Ids("passage")})
        """,
        ct);

    private static async Task EraseLists(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "listed sessions",
            $"delete from session_activity s where s.tenant = $1 and s.session_id in {PersonTraces.OwnSessions}", ct);
        await traces.Erase(
            "listed sessions",
            $"""
            update session_activity s set author = '{Erased}', profile_id = null from {PersonTraces.Of("profile")} p
            where s.tenant = $1 and s.session_id in {PersonTraces.Ids("session")} and s.platform = p.a and s.profile_id = p.b
            """,
            ct);
        await traces.Erase(
            "listed people",
            $"""
            delete from session_person s using {PersonTraces.Of("profile")} p
            where s.tenant = $1 and s.platform = p.a and s.profile_id = p.b
            """,
            ct);
    }
}
