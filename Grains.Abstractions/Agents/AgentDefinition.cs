using System.Collections.Immutable;

namespace Sanctum.Agents;

/// <summary>
/// Who an agent is, as its author wrote it. Texts may hold placeholders (<c>{agent_name}</c>, <c>{date}</c>, …) that are
/// filled in when the agent is provisioned.
/// </summary>
/// <param name="Name">Unique id in the tenant: <c>^[a-z0-9][a-z0-9-]{0,62}$</c>.</param>
/// <param name="DisplayName">What people see; at most 128 characters.</param>
/// <param name="Description">One paragraph; at most 2,000 characters.</param>
/// <param name="Personality">How it speaks and what its goals are.</param>
/// <param name="Capabilities">Its model, tools and limits.</param>
/// <param name="MemoryBlocks">Core memory it starts with, by block name; at most 32.</param>
[GenerateSerializer, Immutable, Alias("sanctum.agent-definition")]
public sealed record AgentDefinition(
    [property: Id(0)] string Name,
    [property: Id(1)] string DisplayName,
    [property: Id(2)] string Description,
    [property: Id(3)] AgentPersonality Personality,
    [property: Id(4)] AgentCapabilities Capabilities,
    [property: Id(5)] ImmutableDictionary<string, MemoryBlockDefinition> MemoryBlocks);

/// <summary>An agent's character; each text at most 4,000 characters.</summary>
/// <param name="CoreIdentity">Who it is.</param>
/// <param name="DevelopmentDirective">What it works towards.</param>
/// <param name="CommunicationStyle">How it puts things.</param>
/// <param name="Tone">Its tone of voice.</param>
[GenerateSerializer, Immutable, Alias("sanctum.agent-personality")]
public sealed record AgentPersonality(
    [property: Id(0)] string CoreIdentity,
    [property: Id(1)] string DevelopmentDirective = "",
    [property: Id(2)] string CommunicationStyle = "",
    [property: Id(3)] string Tone = "");

/// <summary>What an agent can do.</summary>
/// <param name="Model">Model as <c>provider/model</c>; <c>local/…</c> needs no key and no network.</param>
/// <param name="Embedding">Embedding model as <c>provider/model</c>.</param>
/// <param name="MaxSteps">How many model calls one turn may take, 1 to 1,000.</param>
/// <param name="Tools">Names of the tools it may call; null means every built-in tool, empty means none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.agent-capabilities")]
public sealed record AgentCapabilities(
    [property: Id(0)] string Model = "local/default",
    [property: Id(1)] string Embedding = "local/hash",
    [property: Id(2)] int MaxSteps = 100,
    [property: Id(3)] ImmutableArray<string>? Tools = null);

/// <summary>A core memory block that an agent starts with.</summary>
/// <param name="Label">The block's label, templated, such as <c>{agent_name}-persona</c>.</param>
/// <param name="Value">Its first text, templated.</param>
/// <param name="Description">What the block is for, as the agent reads it.</param>
/// <param name="Limit">Most characters the block may hold, 1 to 100,000.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-block-definition")]
public sealed record MemoryBlockDefinition(
    [property: Id(0)] string Label,
    [property: Id(1)] string Value,
    [property: Id(2)] string Description = "",
    [property: Id(3)] int Limit = 5_000);
