namespace Sanctum.Agents;

/// <summary>A definition in a form whose text says whether two are the same.</summary>
internal static class AgentDefinitionJson
{
    public static object Sorted(AgentDefinition definition) => new
    {
        definition.Name,
        definition.DisplayName,
        definition.Description,
        definition.Personality,
        definition.Capabilities,
        MemoryBlocks = definition.MemoryBlocks.OrderBy(block => block.Key, StringComparer.Ordinal).ToList(),
    };
}
