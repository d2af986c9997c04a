using System.Text.Json.Serialization;

namespace Sanctum.Agents;

/// <summary>What people see of an agent.</summary>
internal sealed record AgentShape(string Id, string Status, int Version, DateTimeOffset UpdatedAt, DefinitionShape Definition);

/// <summary>What people see of its definition, which has the names that authors use.</summary>
internal sealed record DefinitionShape(
    [property: JsonPropertyName("display_name")] string DisplayName,
    string Description,
    PersonalityShape Personality,
    CapabilitiesShape Capabilities,
    [property: JsonPropertyName("memory_blocks")] Dictionary<string, object> MemoryBlocks);

/// <summary>Who it is.</summary>
internal sealed record PersonalityShape([property: JsonPropertyName("core_identity")] string CoreIdentity, string Tone);

/// <summary>What it works with.</summary>
internal sealed record CapabilitiesShape(string Model, [property: JsonPropertyName("max_steps")] int MaxSteps, string[]? Tools);
