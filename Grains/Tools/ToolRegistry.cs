using System.Collections.Immutable;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Schemas;
using Sanctum.Tools.Isolation;

namespace Sanctum.Tools;

/// <summary>
/// The tools of this process, by name. Those of this assembly are always there; others come and go while it runs.
/// </summary>
internal sealed class ToolRegistry(IEnumerable<ITool> builtIn)
{
    private readonly Lock _lock = new();
    private ImmutableSortedDictionary<string, RegisteredTool> _byName =
        builtIn.ToImmutableSortedDictionary(
            tool => tool.Name, tool => Checked(RegisteredTool.Create(tool, TypeSchema.Json)), StringComparer.Ordinal);

    /// <summary>Every tool, in the order of their names.</summary>
    public ImmutableArray<ToolDescription> Descriptions => [.. _byName.Values.Select(tool => tool.Description)];

    public RegisteredTool? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The tools that an agent is told of.</summary>
    public IEnumerable<ToolDescription> AllowedFor(AgentCapabilities capabilities) =>
        capabilities.Tools is { } allowed ? Descriptions.Where(tool => allowed.Contains(tool.Name)) : Descriptions;

    /// <summary>Lets tools come and others go, as one step.</summary>
    /// <exception cref="ConflictException">There is a tool of that name already; nothing has changed.</exception>
    public void Exchange(IEnumerable<RegisteredTool> leaving, IEnumerable<RegisteredTool> coming)
    {
        lock (_lock)
        {
            var next = _byName.RemoveRange(leaving.Where(_byName.Values.Contains).Select(tool => tool.Description.Name));
            foreach (var tool in coming)
            {
                if (next.ContainsKey(tool.Description.Name))
                    throw new ConflictException($"There already is a tool '{tool.Description.Name}'.");
                next = next.Add(tool.Description.Name, Checked(tool));
            }
            _byName = next;
        }
    }

    private static RegisteredTool Checked(RegisteredTool tool)
    {
        IsolationRule.Check(tool.Tool, tool.Program, tool.Description.Isolation);
        return tool;
    }
}
