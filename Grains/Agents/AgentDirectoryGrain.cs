using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Agents;

/// <summary>Lists agents from their rows; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("agentdirectory")]
internal sealed class AgentDirectoryGrain(AgentStore store) : Grain, IAgentDirectoryGrain
{
    private const int MostPerPage = 200;

    public async Task<AgentPage> List(string? after, int limit, bool includeRetired)
    {
        if (limit is < 1 or > MostPerPage)
            throw new InvalidRequestException("limit", $"{limit} is not between 1 and {MostPerPage}.");
        var tenant = GrainKey.Parse(this.GetPrimaryKeyString()).Tenant;
        var agents = await store.List(tenant, after, limit, includeRetired, CancellationToken.None);
        return new AgentPage(agents, agents.Length == limit ? agents[^1].Id : null);
    }
}
