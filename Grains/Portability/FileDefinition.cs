using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sanctum.Agents;
using Sanctum.Errors;

namespace Sanctum.Portability;

/// <summary>An agent's definition as a file has it: with the names that authors use.</summary>
internal static class FileDefinition
{
    private static readonly JsonSerializerOptions AuthorsNames = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static JsonNode? Write(AgentDefinition definition) => JsonSerializer.SerializeToNode(definition, AuthorsNames);

    /// <exception cref="InvalidRequestException">It is not a definition, or breaks a rule.</exception>
    public static AgentDefinition Read(JsonElement definition)
    {
        try
        {
            var read = definition.Deserialize<AgentDefinition>(AuthorsNames)
                ?? throw new InvalidRequestException("definition", "is null.");
            if (read is { Name: null } or { DisplayName: null } or { Description: null } or { Personality: null }
                or { Capabilities: null } or { MemoryBlocks: null })
                throw new InvalidRequestException("definition", "is incomplete.");
            AgentDefinitionRules.Check(read);
            return read;
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException("definition", $"is not the definition of an agent, at '{e.Path}'.");
        }
    }
}
