using Sanctum.Identity;
using Sanctum.Traces;

namespace Sanctum.Publishing;

/// <summary>
/// Discards the posts of a person's turns that are still to go out, and erases the texts of all. What was published stays on its
/// platform; the receipt lists it.
/// </summary>
internal sealed class PostEraser(IGrainFactory grains) : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["outbox"];

    public TraceOrder Order => TraceOrder.Turns;

    public async Task Search(PersonTraces traces, CancellationToken ct)
    {
        await traces.Search(
            "post",
            $"""
            select o.idempotency_key, o.platform || '/' || o.account
            from {PersonTraces.Of("turn")} t join outbox o on o.tenant = $1 and o.id = t.a::uuid
            """);
        await traces.Search(
            "published",
            $"""
            select o.platform || '/' || o.account, o.external_id
            from {PersonTraces.Of("turn")} t join outbox o on o.tenant = $1 and o.id = t.a::uuid
            where o.status = 'posted' and o.external_id is not null
            """);
    }

    public async Task Stop(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "open posts",
            $"""
            update outbox o set status = 'discarded', due_at = null, discarded_at = now(), discard_reason = 'erased'
            where o.tenant = $1 and o.id in {PersonTraces.Uuids("turn")} and o.status in ('pending', 'posting', 'error')
            """,
            ct);
        foreach (var (_, account) in (await traces.List("post", ct)).DistinctBy(post => post.B))
            await grains.Grain<IOutboxGrain>(new GrainKey(traces.Tenant, account).ToString()).Evict();
    }

    public Task Erase(PersonTraces traces, CancellationToken ct) => traces.Erase(
        "posts",
        $"""
        update outbox o set body = '{PersonTraces.Erased}', reply_context = null, last_error = null, meant_error = null,
            session_id = case when o.session_id in {PersonTraces.OwnSessions} then '{PersonTraces.Erased}' else o.session_id end
        where o.tenant = $1 and o.id in {PersonTraces.Uuids("turn")} and o.body <> '{PersonTraces.Erased}'
        """,
        ct);
}
