using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Tools;

namespace Sanctum.Agents;

/// <summary>
/// One agent, keyed <c>{tenant}/{name}</c>: its definition, its status, and its way from provisioned to retired.
/// </summary>
[Alias("sanctum.IAgentGrain")]
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>Creates the agent and provisions its core memory. The same definition again answers the same agent.</summary>
    /// <exception cref="Errors.ConflictException">Another definition, or a retired agent, has this name.</exception>
    [Idempotent, Alias("Create")]
    Task<Agent> Create(AgentDefinition definition);

    /// <summary>The agent as it is.</summary>
    /// <exception cref="Errors.NotFoundException">It was never created.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<Agent> Get();

    /// <summary>The agent after its row was read again, by which another part has created it.</summary>
    /// <exception cref="Errors.NotFoundException">It was never created.</exception>
    [Idempotent, Alias("Reread")]
    Task<Agent> Reread();

    /// <summary>Replaces the definition; core memory that exists is kept, blocks that are new are added.</summary>
    /// <param name="definition">The whole new definition; its name must stay the same.</param>
    /// <param name="expectedVersion">Refuse unless this is the agent's version; null to overwrite.</param>
    /// <exception cref="Errors.ConflictException">The version differs, or the agent is retired.</exception>
    [Alias("Update")]
    Task<Agent> Update(AgentDefinition definition, int? expectedVersion);

    /// <summary>Lets the agent use further tools. An agent that may use every tool keeps that right.</summary>
    /// <exception cref="Errors.InvalidRequestException">The selection names what is not there; the message lists what
    /// is.</exception>
    /// <exception cref="Errors.ConflictException">The agent is retired.</exception>
    [Alias("RegisterTools")]
    Task<Agent> RegisterTools(ToolSelection tools);

    /// <summary>
    /// Lets the agent use these tools no more. One that could use every tool may use the others that there are now.
    /// </summary>
    /// <inheritdoc cref="RegisterTools" path="/exception"/>
    [Alias("UnregisterTools")]
    Task<Agent> UnregisterTools(ToolSelection tools);

    /// <summary>
    /// Takes the agent out of service: new messages are refused, its rows stay readable, its name stays taken. Safe to repeat.
    /// </summary>
    [Idempotent, Alias("Retire")]
    Task<Agent> Retire();

    /// <summary>Takes a retired agent into service again, as it was. Safe to repeat.</summary>
    [Idempotent, Alias("Restore")]
    Task<Agent> Restore();
}

/// <summary>Where an agent stands in its life.</summary>
public enum AgentStatus
{
    /// <summary>Its definition is a row; its core memory is being set up.</summary>
    Provisioning,

    /// <summary>It takes messages.</summary>
    Active,

    /// <summary>Out of service; readable for ever.</summary>
    Retired,
}

/// <summary>An agent as callers see it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Definition">The definition as written.</param>
/// <param name="Status">Where it stands in its life.</param>
/// <param name="Version">Counts every change, from 1.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.agent")]
public sealed record Agent(
    [property: Id(0)] string Id,
    [property: Id(1)] AgentDefinition Definition,
    [property: Id(2)] AgentStatus Status,
    [property: Id(3)] int Version,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] DateTimeOffset UpdatedAt);
