using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sanctum.Agents;

/// <summary>
/// Who an agent is, as its author wrote it. Texts may hold placeholders (<c>{agent_name}</c>, <c>{date}</c>, …) that are
/// filled in when the agent is provisioned. The attributes are the whole of a field that is a text, a number, a list of texts
/// or a record: how documents are read, what is refused and what the API's description says follow from them.
/// </summary>
/// <param name="Name">Unique id in the tenant.</param>
/// <param name="DisplayName">What people see.</param>
/// <param name="Description">One paragraph.</param>
/// <param name="Personality">How it speaks and what its goals are.</param>
/// <param name="Capabilities">Its model, tools and limits.</param>
/// <param name="MemoryBlocks">Core memory it starts with, by block name.</param>
[GenerateSerializer, Immutable, Alias("sanctum.agent-definition")]
public sealed record AgentDefinition(
    [Description("Unique id of the agent."), RegularExpression("^[a-z0-9][a-z0-9-]{0,62}$")]
    [property: Id(0)] string Name,
    [Description("What people see."), StringLength(128, MinimumLength = 1)]
    [property: Id(1)] string DisplayName,
    [Description("One paragraph."), StringLength(2_000)]
    [property: Id(2)] string Description,
    [Description("How it speaks and what its goals are.")]
    [property: Id(3)] AgentPersonality Personality,
    [Description("Its model, tools and limits.")]
    [property: Id(4)] AgentCapabilities Capabilities,
    [Description("Initial core memory, by block name."), MaxLength(32)]
    [property: Id(5)] ImmutableDictionary<string, MemoryBlockDefinition> MemoryBlocks);

/// <summary>An agent's character.</summary>
/// <param name="CoreIdentity">Who it is.</param>
/// <param name="DevelopmentDirective">What it works towards.</param>
/// <param name="CommunicationStyle">How it puts things.</param>
/// <param name="Tone">Its tone of voice.</param>
[GenerateSerializer, Immutable, Alias("sanctum.agent-personality")]
public sealed record AgentPersonality(
    [Description("Who it is."), StringLength(4_000, MinimumLength = 1)]
    [property: Id(0)] string CoreIdentity,
    [Description("What it works towards."), StringLength(4_000)]
    [property: Id(1)] string DevelopmentDirective = "",
    [Description("Its style of writing."), StringLength(4_000)]
    [property: Id(2)] string CommunicationStyle = "",
    [Description("Its tone of voice."), StringLength(4_000)]
    [property: Id(3)] string Tone = "");

/// <summary>What an agent can do.</summary>
/// <param name="Model">Model as <c>provider/model</c>; <c>local/…</c> needs no key and no network.</param>
/// <param name="Embedding">Embedding model as <c>provider/model</c>.</param>
/// <param name="MaxSteps">How many model calls one turn may take.</param>
/// <param name="Tools">Names of the tools it may call; null means every built-in tool, empty means none.</param>
/// <param name="ContextTokens">
/// How many tokens a model call of it may hold, the answer included; 0: as many as the model's provider says.
/// </param>
/// <param name="RecallTokens">
/// How many tokens of archival memory are recalled before a turn; 0: none; null: as many as the installation says.
/// </param>
[GenerateSerializer, Immutable, Alias("sanctum.agent-capabilities")]
public sealed record AgentCapabilities(
    [Description("provider/model; local/… needs no key and no network.")]
    [RegularExpression(AgentCapabilities.ModelPattern, ErrorMessage = "is not of the form provider/model.")]
    [property: Id(0)] string Model = "local/default",
    [Description("provider/model.")]
    [RegularExpression(AgentCapabilities.ModelPattern, ErrorMessage = "is not of the form provider/model.")]
    [property: Id(1)] string Embedding = "local/hash",
    [Description("Maximum number of model calls in a turn."), Range(1, 1_000)]
    [property: Id(2)] int MaxSteps = 100,
    [Description("Default: every built-in tool. Empty: none."), StringLength(128, MinimumLength = 1)]
    [property: Id(3)] ImmutableArray<string>? Tools = null,
    [Description("Tokens that a model call may hold, at least 1,000. 0: as many as the model's provider says.")]
    [Range(0, 10_000_000)]
    [property: Id(4)] int ContextTokens = 0,
    [Description("Tokens of archival memory recalled before a turn. 0: none. Default: as many as the installation says.")]
    [Range(0, 20_000)]
    [property: Id(5)] int? RecallTokens = null)
{
    private const string ModelPattern = "^[a-z0-9][a-z0-9._-]{0,62}/[A-Za-z0-9][A-Za-z0-9._:/-]{0,126}$";
}

/// <summary>A core memory block that an agent starts with.</summary>
/// <param name="Label">The block's label, templated, such as <c>{agent_name}-persona</c>.</param>
/// <param name="Value">Its first text, templated.</param>
/// <param name="Description">What the block is for, as the agent reads it.</param>
/// <param name="Limit">Most characters the block may hold.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-block-definition")]
public sealed record MemoryBlockDefinition(
    [Description("Its label, such as {agent_name}-persona.")]
    [property: Id(0)] string Label,
    [Description("Its first text.")]
    [property: Id(1)] string Value,
    [Description("What it is for."), StringLength(2_000)]
    [property: Id(2)] string Description = "",
    [Description("Maximum number of characters."), Range(1, 100_000)]
    [property: Id(3)] int Limit = 5_000);
