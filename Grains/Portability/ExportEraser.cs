using Sanctum.Traces;

namespace Sanctum.Portability;

/// <summary>Removes the exports of agents that a person wrote to: their files hold what the agents remembered.</summary>
internal sealed class ExportEraser : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["agent_export", "agent_export_content"];

    public TraceOrder Order => TraceOrder.Memories;

    public Task Erase(PersonTraces traces, CancellationToken ct) => traces.Erase(
        "agent exports",
        $"delete from agent_export e where e.tenant = $1 and e.agent in {PersonTraces.Ids("agent")}",
        ct);
}
