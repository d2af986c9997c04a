using Sanctum.Traces;

namespace Sanctum.Approvals;

/// <summary>Erases what approvals show of acts of a person's turns; one that is pending expires.</summary>
internal sealed class ApprovalEraser : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["approval"];

    public TraceOrder Order => TraceOrder.Turns;

    public Task Erase(PersonTraces traces, CancellationToken ct) => traces.Erase(
        "approvals",
        $"""
        update approval a set arguments = '"{PersonTraces.Erased}"', note = null, session_id = null, due_at = null,
            subject = a.action, state = case when a.state = 'pending' then 'expired' else a.state end
        where a.tenant = $1 and a.agent in {PersonTraces.Ids("agent")} and a.arguments <> '"{PersonTraces.Erased}"'
        and (a.session_id in {PersonTraces.OwnSessions} or exists (
            select from unnest(a.waiters) waiter, {PersonTraces.Of("turn")} t
            where position(t.a in waiter) > 0))
        """,
        ct);
}
