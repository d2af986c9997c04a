using Sanctum.Identity;

namespace Sanctum.Agents;

/// <summary>References to the grains of agents.</summary>
public static class AgentReferences
{
    /// <summary>An agent.</summary>
    public static IAgentGrain Agent(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IAgentGrain>(agent.ToString());
}
