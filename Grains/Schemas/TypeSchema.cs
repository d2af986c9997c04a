using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sanctum.Schemas;

/// <summary>The JSON Schema of a tool's arguments, from the record that declares them.</summary>
internal static class TypeSchema
{
    /// <summary>How the arguments of our own tools are read.</summary>
    public static JsonSerializerOptions Json { get; } = NewJson();

    // What TimeOnly reads. The format "time" asks for a zone as well (RFC 3339, full-time).
    private const string TimeOfDay = @"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,7})?)?$";

    private static readonly JsonSchemaExporterOptions Exporting = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Describe,
    };

    /// <summary>How arguments are read, knowing no type yet.</summary>
    public static JsonSerializerOptions NewJson() => new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static JsonNode Of(Type arguments) => Of(arguments, Json);

    /// <param name="arguments">The record.</param>
    /// <param name="json">How it is read; what is learned of the type is kept there.</param>
    public static JsonNode Of(Type arguments, JsonSerializerOptions json)
    {
        var schema = json.GetJsonSchemaAsNode(arguments, Exporting).AsObject();
        schema["type"] = "object";
        schema["additionalProperties"] = false;
        schema["properties"] ??= new JsonObject();
        return schema;
    }

    // A positional record's attributes sit on the constructor's parameters.
    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        var attributes = context.PropertyInfo?.AssociatedParameter?.AttributeProvider ?? context.PropertyInfo?.AttributeProvider;
        if (node is not JsonObject schema)
            return node;
        if ((Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type) == typeof(TimeOnly)
            && schema.Remove("format"))
            schema["pattern"] = TimeOfDay;
        if (attributes is null)
            return node;
        foreach (var attribute in attributes.GetCustomAttributes(inherit: true))
            Add(schema, attribute);
        return schema;
    }

    private static bool IsText(JsonObject schema) =>
        schema["type"]?.ToJsonString().Contains("\"string\"", StringComparison.Ordinal) is true;

    private static void Add(JsonObject schema, object attribute)
    {
        switch (attribute)
        {
            case DescriptionAttribute description:
                schema["description"] = description.Description;
                break;
            case MinLengthAttribute least:
                schema[IsText(schema) ? "minLength" : "minItems"] = least.Length;
                break;
            case MaxLengthAttribute most:
                schema[IsText(schema) ? "maxLength" : "maxItems"] = most.Length;
                break;
            case StringLengthAttribute length:
                schema["minLength"] = length.MinimumLength;
                schema["maxLength"] = length.MaximumLength;
                break;
            case RangeAttribute range:
                schema["minimum"] = Convert.ToDecimal(range.Minimum, System.Globalization.CultureInfo.InvariantCulture);
                schema["maximum"] = Convert.ToDecimal(range.Maximum, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case RegularExpressionAttribute pattern:
                schema["pattern"] = $"^(?:{pattern.Pattern})$";
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = JsonSerializer.SerializeToNode(allowed.Values);
                break;
        }
    }
}
