using System.Text.Json;
using Sanctum.Agents;
using Sanctum.Edge;

namespace Sanctum.Tools;

/// <summary>Tools.</summary>
/// <param name="Items">In the order of their names.</param>
internal sealed record ToolList(ToolResource[] Items);

/// <summary>A tool.</summary>
/// <param name="Name">How agents name it.</param>
/// <param name="Kind">Whether it acts on one platform, is shared by all, or is custom: brought by a plug-in for no
/// platform.</param>
/// <param name="Platform">The platform that it acts on, or null.</param>
/// <param name="Plugin">The plug-in that brings it, or null.</param>
/// <param name="Description">What it does.</param>
/// <param name="Parameters">JSON Schema of its arguments.</param>
/// <param name="Effects">What happens if it is run twice.</param>
/// <param name="Enabled">Whether agents are offered it and may run it.</param>
/// <param name="Reason">Why it is disabled, where somebody said so.</param>
/// <param name="TimeLimit">How long it may run.</param>
/// <param name="Isolation">Where it runs: <c>process</c> for a separate one, <c>container</c> for one that sees nothing of the
/// host, <c>none</c> for inside the host.</param>
/// <param name="ChangedAt">When an operator last decided about it, UTC; null if none ever did.</param>
/// <param name="EndsTurnAs">The stop reason with which the turn of a call ends; null if the turn continues.</param>
internal sealed record ToolResource(
    string Name,
    ToolKind Kind,
    string? Platform,
    string? Plugin,
    string Description,
    JsonElement Parameters,
    ToolEffects Effects,
    bool Enabled,
    string? Reason,
    string TimeLimit,
    ToolIsolation Isolation,
    DateTimeOffset? ChangedAt,
    string? EndsTurnAs)
{
    public static ToolResource From(CatalogTool found)
    {
        var (tool, setting) = (found.Tool, found.Setting);
        return new ToolResource(
            tool.Name, tool.Kind, tool.Platform, tool.Plugin, tool.Description,
            JsonSerializer.Deserialize<JsonElement>(tool.ParametersSchema), tool.Effects,
            setting.Enabled, setting.Reason, Durations.Format(setting.TimeLimit ?? tool.TimeLimit),
            setting.Isolation == ToolIsolation.Default ? tool.Isolation : setting.Isolation, setting.ChangedAt, tool.EndsTurnAs);
    }
}

/// <summary>The tools that an agent may use.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Version">The agent's version.</param>
/// <param name="All">Whether it may use every tool, also those to come; its definition names none then.</param>
/// <param name="Items">In the order of their names; one that is disabled is not offered to the agent.</param>
/// <param name="Missing">What the definition names and is not there now, such as a tool of a plug-in that is not loaded.</param>
internal sealed record AgentToolList(string Agent, int Version, bool All, ToolResource[] Items, string[] Missing)
{
    public static AgentToolList Of(Agent agent, IReadOnlyCollection<CatalogTool> tools)
    {
        var allowed = agent.Definition.Capabilities.Tools;
        return new AgentToolList(
            agent.Id, agent.Version, allowed is null,
            [.. tools.Where(tool => allowed?.Contains(tool.Name) ?? true).Select(ToolResource.From)],
            [.. (allowed ?? []).Except(tools.Select(tool => tool.Name), StringComparer.Ordinal)]);
    }
}
