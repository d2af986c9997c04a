using Sanctum.Traces;

namespace Sanctum.Tools;

/// <summary>Finds the tool calls of a person's turns. Their rows hold no text; those of erased sessions go.</summary>
internal sealed class CallEraser : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["tool_run", "tool_request"];

    public TraceOrder Order => TraceOrder.Turns;

    public Task Search(PersonTraces traces, CancellationToken ct) => traces.Search(
        "call",
        $"""
        select r.call_id, r.agent from {PersonTraces.Of("turn")} t join tool_run r on r.tenant = $1 and r.turn_id = t.a::uuid
        """);

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "tool runs",
            $"""
            delete from tool_run r using {PersonTraces.Of("turn")} t
            where r.tenant = $1 and r.turn_id = t.a::uuid and r.session_id in {PersonTraces.OwnSessions}
            """,
            ct);
        await traces.Erase(
            "tool requests",
            $"delete from tool_request r where r.tenant = $1 and r.session_id in {PersonTraces.OwnSessions}", ct);
    }
}
