using System.Collections.Immutable;

namespace Sanctum.Agents;

/// <summary>The agents of a tenant, read from their rows; keyed <c>{tenant}/agents</c>.</summary>
[Alias("sanctum.IAgentDirectoryGrain")]
public interface IAgentDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Agents in the order of their ids.</summary>
    /// <param name="after">Only ids behind this one; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="includeRetired">Whether agents out of service are listed too.</param>
    [Alias("List")]
    Task<AgentPage> List(string? after, int limit, bool includeRetired);
}

/// <summary>A page of agents.</summary>
/// <param name="Agents">In the order of their ids.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.agent-page")]
public sealed record AgentPage([property: Id(0)] ImmutableArray<Agent> Agents, [property: Id(1)] string? Next);
