using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sanctum.Errors;

namespace Sanctum.Tools;

/// <summary>
/// Checks a value against the part of JSON Schema 2020-12 that describes arguments: type, properties, required,
/// additionalProperties, enum, items, and the bounds of numbers, texts and lists. Other keywords are ignored, as the
/// specification allows for annotations.
/// </summary>
internal sealed class JsonSchemaValidator(JsonNode schema)
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>Every rule that is broken, with the path of the value.</summary>
    public IReadOnlyList<FieldError> Validate(JsonNode? value)
    {
        var errors = new List<FieldError>();
        Check(schema, value, "", errors);
        return errors;
    }

    private static void Check(JsonNode? rules, JsonNode? value, string path, List<FieldError> errors)
    {
        if (rules is not JsonObject rule)
            return;
        void Refuse(string message) => errors.Add(new FieldError(path.Length == 0 ? "arguments" : path, message));

        if (rule["type"] is { } type && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
        {
            Refuse($"must be {string.Join(" or ", Types(type))}, not {TypeOf(value)}.");
            return;
        }
        if (rule["enum"] is JsonArray choices && !choices.Any(choice => JsonNode.DeepEquals(choice, value)))
            Refuse($"must be one of {string.Join(", ", choices.Select(choice => choice?.ToJsonString() ?? "null"))}.");
        switch (value)
        {
            case JsonObject fields:
                CheckObject(rule, fields, path, errors);
                break;
            case JsonArray items:
                CheckArray(rule, items, path, Refuse, errors);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                CheckText(rule, scalar.GetValue<string>(), Refuse);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                CheckNumber(rule, scalar, Refuse);
                break;
        }
    }

    private static void CheckObject(JsonObject rule, JsonObject value, string path, List<FieldError> errors)
    {
        var properties = rule["properties"] as JsonObject ?? [];
        foreach (var name in (rule["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()).Where(name => !value.ContainsKey(name)))
            errors.Add(new FieldError(Join(path, name), "is missing."));
        foreach (var (name, field) in value)
        {
            if (properties.TryGetPropertyValue(name, out var fieldRule))
                Check(fieldRule, field, Join(path, name), errors);
            else if (rule["additionalProperties"] is JsonValue open && open.GetValueKind() == JsonValueKind.False)
                errors.Add(new FieldError(Join(path, name), $"is not known; there are: {string.Join(", ", properties.Select(property => property.Key))}."));
            else
                Check(rule["additionalProperties"], field, Join(path, name), errors);
        }
    }

    private static void CheckArray(JsonObject rule, JsonArray value, string path, Action<string> refuse, List<FieldError> errors)
    {
        if (Bound(rule, "minItems") is { } least && value.Count < least)
            refuse($"has {value.Count} items; the least is {least}.");
        if (Bound(rule, "maxItems") is { } most && value.Count > most)
            refuse($"has {value.Count} items; the limit is {most}.");
        for (var i = 0; i < value.Count; i++)
            Check(rule["items"], value[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), errors);
    }

    private static void CheckText(JsonObject rule, string value, Action<string> refuse)
    {
        if (Bound(rule, "minLength") is { } least && value.Length < least)
            refuse($"has {value.Length} characters; the least is {least}.");
        if (Bound(rule, "maxLength") is { } most && value.Length > most)
            refuse($"has {value.Length} characters; the limit is {most}.");
        if (rule["pattern"] is { } pattern && !Regex.IsMatch(value, pattern.GetValue<string>(), RegexOptions.ECMAScript, PatternTimeout))
            refuse($"does not match {pattern.GetValue<string>()}.");
    }

    private static void CheckNumber(JsonObject rule, JsonValue value, Action<string> refuse)
    {
        var number = Number(value);
        if (Bound(rule, "minimum") is { } least && number < least)
            refuse($"is {number}; the least is {least}.");
        if (Bound(rule, "maximum") is { } most && number > most)
            refuse($"is {number}; the limit is {most}.");
        if (Bound(rule, "exclusiveMinimum") is { } above && number <= above)
            refuse($"is {number}; it must be above {above}.");
        if (Bound(rule, "exclusiveMaximum") is { } below && number >= below)
            refuse($"is {number}; it must be below {below}.");
    }

    private static double? Bound(JsonObject rule, string keyword) => rule[keyword] is JsonValue bound ? Number(bound) : null;

    private static double Number(JsonValue value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private static IEnumerable<string> Types(JsonNode type) =>
        type is JsonArray several ? several.Select(one => one!.GetValue<string>()) : [type.GetValue<string>()];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => double.IsInteger(Number(value.AsValue())) ? "integer" : "number",
        _ => "null",
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
