using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Identity;

namespace Sanctum.Agents;

/// <summary>Lists agents from their rows; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("agentdirectory")]
internal sealed class AgentDirectoryGrain(AgentStore store) : Grain, IAgentDirectoryGrain
{
    public async Task<AgentPage> List(string? after, int limit, bool includeRetired)
    {
        PageLimit.Check(limit);
        var tenant = this.Key().Tenant;
        var agents = await store.List(tenant, after, limit, includeRetired, CancellationToken.None);
        return new AgentPage(agents, agents.Length == limit ? agents[^1].Id : null);
    }
}
