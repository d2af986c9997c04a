using Sanctum.Access;

namespace Sanctum.Agents;

/// <summary>The grains behind the ids of agents.</summary>
internal static class AgentGrains
{
    public static IAgentGrain Agent(this IGrainFactory grains, AgentId id) => grains.Agent(id.GrainKey);

    public static IAgentDirectoryGrain AgentDirectory(this IGrainFactory grains) =>
        grains.GetGrain<IAgentDirectoryGrain>(CallerTenant.Key("agents").ToString());

    public static IAgentDefinitionWorker AgentDefinitions(this IGrainFactory grains) =>
        grains.GetGrain<IAgentDefinitionWorker>(CallerTenant.Key("gateway").ToString());
}
