using System.Collections.Immutable;

namespace Sanctum.Agents;

/// <summary>An agent as the gateway shows it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Status">Where it stands in its life.</param>
/// <param name="Version">Counts every change, from 1; also the ETag.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Definition">As written, with the names that authors use.</param>
/// <param name="Links">Where to go from here.</param>
internal sealed record AgentResource(
    string Id, AgentStatus Status, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, AgentDefinition Definition,
    AgentLinks Links)
{
    public static AgentResource From(Agent agent) => new(
        agent.Id, agent.Status, agent.Version, agent.CreatedAt, agent.UpdatedAt, agent.Definition, AgentLinks.Of(agent.Id));
}

/// <summary>What belongs to an agent.</summary>
internal sealed record AgentLinks(string Self, string Messages, string Queue, string Memory, string Sessions)
{
    public static AgentLinks Of(string id) =>
        new(
            $"/v1/agents/{id}", $"/v1/agents/{id}/messages", $"/v1/agents/{id}/queue", $"/v1/agents/{id}/memory",
            $"/v1/agents/{id}/sessions");
}

/// <summary>A page of agents.</summary>
/// <param name="Items">In the order of their ids.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record AgentList(ImmutableArray<AgentResource> Items, string? Next);
