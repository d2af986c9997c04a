using Sanctum.Access;
using Sanctum.Agents;

namespace Sanctum.Portability;

/// <summary>The grains of agents' files.</summary>
internal static class PortabilityGrains
{
    public static IAgentExportsGrain AgentExports(this IGrainFactory grains, AgentId id) => grains.AgentExports(id.GrainKey);

    public static IAgentFileWorker AgentFiles(this IGrainFactory grains) =>
        grains.GetGrain<IAgentFileWorker>(CallerTenant.Key("gateway").ToString());
}
