using Sanctum.Identity;

namespace Sanctum.Portability;

/// <summary>References to the grains of agents' files.</summary>
public static class PortabilityReferences
{
    /// <summary>The exports of an agent.</summary>
    public static IAgentExportsGrain AgentExports(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IAgentExportsGrain>(agent.ToString());
}
