using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Edge;

namespace Sanctum.Agents;

/// <summary>
/// Writes a definition with the names that its authors use (<c>memory_blocks</c>, <c>core_identity</c>), so that what is read can
/// be changed and sent back. Reading is left to <see cref="IAgentDefinitionWorker"/>, which knows lines and rules.
/// </summary>
internal sealed class AgentDefinitionJsonConverter : JsonConverter<AgentDefinition>, IJsonFormat
{
    private static readonly JsonSerializerOptions AuthorsNames = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The definition as a document that <see cref="IAgentDefinitionWorker.Read"/> takes.</summary>
    public static string ToDocument(AgentDefinition definition) => JsonSerializer.Serialize(definition, AuthorsNames);

    public override AgentDefinition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<AgentDefinition>(ref reader, AuthorsNames)
            ?? throw new JsonException("A definition is an object.");

    public override void Write(Utf8JsonWriter writer, AgentDefinition value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, AuthorsNames);
}
