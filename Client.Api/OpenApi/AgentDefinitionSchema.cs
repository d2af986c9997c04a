using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.OpenApi;
using Sanctum.Agents;

namespace Sanctum.OpenApi;

/// <summary>
/// An agent definition with the names that its authors use and the limits that the record declares; what is read by hand is not
/// seen by the generator.
/// </summary>
internal static class AgentDefinitionSchema
{
    public static void Describe(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Description = "An agent's definition. Texts may contain placeholders such as {agent_name} and {date}.";
        schema.Required = new HashSet<string> { "name" };
        schema.Properties = PropertiesOf(typeof(AgentDefinition));
    }

    private static Dictionary<string, IOpenApiSchema> PropertiesOf(Type record) =>
        record.GetConstructors().Single().GetParameters().ToDictionary(
            parameter => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!), SchemaOf);

    private static IOpenApiSchema SchemaOf(ParameterInfo parameter)
    {
        var schema = SchemaOf(parameter.ParameterType);
        schema.Description = parameter.GetCustomAttribute<DescriptionAttribute>()?.Description;
        var texts = schema.Items as OpenApiSchema ?? schema;
        foreach (var rule in parameter.GetCustomAttributes<ValidationAttribute>())
            Add(rule, rule is MaxLengthAttribute ? schema : texts);
        return schema;
    }

    private static OpenApiSchema SchemaOf(Type type)
    {
        if (type == typeof(string))
            return new OpenApiSchema { Type = JsonSchemaType.String };
        if (type == typeof(int) || type == typeof(int?))
            return new OpenApiSchema { Type = JsonSchemaType.Integer };
        if (type == typeof(ImmutableArray<string>?))
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = SchemaOf(typeof(string)) };
        return type.IsGenericType
            ? new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = SchemaOf(type.GetGenericArguments()[1]) }
            : new OpenApiSchema { Type = JsonSchemaType.Object, Properties = PropertiesOf(type) };
    }

    private static void Add(ValidationAttribute rule, OpenApiSchema schema)
    {
        switch (rule)
        {
            case RegularExpressionAttribute pattern:
                schema.Pattern = pattern.Pattern;
                break;
            case StringLengthAttribute length:
                (schema.MinLength, schema.MaxLength) = (length.MinimumLength, length.MaximumLength);
                break;
            case RangeAttribute range:
                schema.Minimum = Convert.ToString(range.Minimum, CultureInfo.InvariantCulture);
                schema.Maximum = Convert.ToString(range.Maximum, CultureInfo.InvariantCulture);
                break;
            case MaxLengthAttribute most:
                schema.MaxProperties = most.Length;
                break;
        }
    }
}
