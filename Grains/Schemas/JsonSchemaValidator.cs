extern alias JsonSchemaNet;

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JsonSchemaNet::Json.Schema;
using Sanctum.Errors;

namespace Sanctum.Schemas;

/// <summary>
/// Checks values against a JSON Schema (2020-12, or the draft that it names), formats included. A schema may refer to itself
/// alone, and whatever it holds, a check ends soon: patterns are matched in linear time or cut off, and references are counted.
/// </summary>
internal sealed class JsonSchemaValidator
{
    private const string Whole = "arguments";
    private const string HalfCharacter = "holds half of a surrogate pair, which is no text.";

    private readonly JsonElement _rules;
    private readonly JsonSchema _schema;

    /// <exception cref="InvalidSchemaException">It is no schema, or not one that is taken here.</exception>
    public JsonSchemaValidator(JsonNode? schema)
    {
        _rules = JsonSerializer.SerializeToElement(schema);
        _schema = SchemaReader.Read(_rules);
    }

    /// <summary>What is wrong with a schema that others wrote; null where it can be used.</summary>
    public static string? FaultOf(JsonNode? schema)
    {
        try
        {
            _ = new JsonSchemaValidator(schema);
            return null;
        }
        catch (InvalidSchemaException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Every rule that is broken, with the path of the value.</summary>
    public IReadOnlyList<FieldError> Validate(JsonNode? value)
    {
        try
        {
            var element = JsonSerializer.SerializeToElement(value);
            using var budget = BoundedRef.Begin();
            var results = _schema.Evaluate(
                element, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
            return results.IsValid ? [] : new SchemaErrors(_rules, element, results).Read();
        }
        catch (RegexMatchTimeoutException)
        {
            return [new FieldError(Whole, "cannot be checked: a pattern of its schema takes longer than " +
                $"{BoundedPattern.Timeout.TotalMilliseconds:0} ms.")];
        }
        catch (InvalidSchemaException exception)
        {
            return [new FieldError(Whole, $"cannot be checked: {exception.Message}")];
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            return [new FieldError(Whole, HalfCharacter)];
        }
    }
}
