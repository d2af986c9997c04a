using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Sanctum.Conversations;
using Sanctum.Turns;

namespace Sanctum.Streams;

/// <summary>The JSON Schema of an event as its type says it today.</summary>
internal sealed class EventSchema(TypeDocumentation documentation)
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    public JsonObject Of(Type type)
    {
        var name = Path.GetFileNameWithoutExtension(EventTypes.FileOf(type));
        var schema = new JsonObject
        {
            ["$schema"] = Dialect,
            ["$id"] = $"urn:sanctum:event:{name.Replace(".v", ":v", StringComparison.Ordinal)}",
            ["title"] = type.Name,
            ["description"] = documentation.Summary(type),
        };
        // The JSON of this event is its entry.
        var shape = EventJson.Options.GetJsonSchemaAsNode(
            type == typeof(EntryAppended) ? typeof(TranscriptEntry) : type, Exporting);
        foreach (var (keyword, value) in shape.AsObject().ToList())
        {
            shape.AsObject().Remove(keyword);
            schema[keyword] = value;
        }
        return schema;
    }

    private JsonSchemaExporterOptions Exporting =>
        new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    private JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (context.PropertyInfo?.AttributeProvider is not PropertyInfo property)
            return node;
        // What the payload is, is said by the schema of the envelope's type.
        var schema = context.TypeInfo.Type == typeof(EventPayload) ? new JsonObject { ["type"] = "object" } : node.AsObject();
        if (documentation.Parameter(property.DeclaringType!, property.Name) is { } text)
            schema.Insert(0, "description", text);
        return schema;
    }
}
