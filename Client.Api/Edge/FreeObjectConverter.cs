using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sanctum.Edge;

/// <summary>
/// Reads objects whose names others choose, such as settings. The names of our fields may come in any case; there, two
/// that differ in case are two.
/// </summary>
internal sealed class FreeObjectConverter : JsonConverter<JsonObject>, IJsonFormat
{
    public override JsonObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartObject ? JsonNode.Parse(ref reader)!.AsObject() : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) =>
        value.WriteTo(writer, options);
}
