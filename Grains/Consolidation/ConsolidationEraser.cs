using Sanctum.Traces;

namespace Sanctum.Consolidation;

/// <summary>Removes the consolidations of agents that a person wrote to: they hold texts of the agents' blocks.</summary>
internal sealed class ConsolidationEraser : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["consolidation_run", "consolidation_proposal"];

    public TraceOrder Order => TraceOrder.Memories;

    public Task Erase(PersonTraces traces, CancellationToken ct) => traces.Erase(
        "consolidations",
        $"delete from consolidation_run r where r.tenant = $1 and r.agent in {PersonTraces.Ids("agent")}",
        ct);
}
