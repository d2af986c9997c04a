using System.Collections.Immutable;

namespace Sanctum.Agents;

/// <summary>A definition in a form whose text says whether two are the same.</summary>
internal static class AgentDefinitionJson
{
    public static object Sorted(AgentDefinition definition) => new
    {
        Fields = definition with { MemoryBlocks = ImmutableDictionary<string, MemoryBlockDefinition>.Empty },
        MemoryBlocks = definition.MemoryBlocks.OrderBy(block => block.Key, StringComparer.Ordinal).ToList(),
    };
}
