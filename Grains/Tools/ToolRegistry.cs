using System.Collections.Immutable;
using Sanctum.Agents;

namespace Sanctum.Tools;

/// <summary>The tools of this process, by name.</summary>
internal sealed class ToolRegistry(IEnumerable<ITool> tools)
{
    private readonly Dictionary<string, RegisteredTool> _byName = tools.ToDictionary(tool => tool.Name, RegisteredTool.Create, StringComparer.Ordinal);

    /// <summary>Every tool, in the order of their names.</summary>
    public ImmutableArray<ToolDescription> Descriptions =>
        [.. _byName.Values.Select(tool => tool.Description).OrderBy(tool => tool.Name, StringComparer.Ordinal)];

    public RegisteredTool? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The tools that an agent is told of.</summary>
    public IEnumerable<ToolDescription> AllowedFor(AgentCapabilities capabilities) =>
        capabilities.Tools is { } allowed ? Descriptions.Where(tool => allowed.Contains(tool.Name)) : Descriptions;
}
