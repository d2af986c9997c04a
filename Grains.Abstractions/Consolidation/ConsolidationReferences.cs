using Sanctum.Identity;

namespace Sanctum.Consolidation;

/// <summary>References to grains of consolidation.</summary>
public static class ConsolidationReferences
{
    /// <summary>What keeps an agent's core memory in order.</summary>
    public static IConsolidationGrain Consolidation(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IConsolidationGrain>(agent.ToString());
}
