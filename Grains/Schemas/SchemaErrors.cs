extern alias JsonSchemaNet;

using System.Globalization;
using System.Text;
using System.Text.Json;
using JsonSchemaNet::Json.Pointer;
using JsonSchemaNet::Json.Schema;
using Sanctum.Errors;

namespace Sanctum.Schemas;

/// <summary>Tells in words which values break a schema, where, and what would be right.</summary>
/// <param name="rules">The schema.</param>
/// <param name="value">The value that breaks it.</param>
/// <param name="results">What checking it found.</param>
internal sealed class SchemaErrors(JsonElement rules, JsonElement value, EvaluationResults results)
{
    private const string Whole = "arguments";
    private const int MaxForms = 3;

    private static readonly HashSet<string> NameHolders = new(StringComparer.Ordinal)
        { "properties", "patternProperties", "$defs", "definitions", "dependentSchemas" };

    private readonly EvaluationResults[] _all = [.. results.Details ?? []];

    /// <summary>Every rule that is broken, each once.</summary>
    public IReadOnlyList<FieldError> Read()
    {
        var found = new List<FieldError>();
        var forms = new Dictionary<string, List<FieldError>>(StringComparer.Ordinal);
        foreach (var broken in _all.Where(detail => !detail.IsValid && detail.Errors is { Count: > 0 }))
        {
            var errors = broken.Errors!.SelectMany(error => Describe(broken, error.Key, error.Value));
            switch (PlaceOf(broken, out var place))
            {
                case Relevance.Counts:
                    found.AddRange(errors);
                    break;
                case Relevance.IsOneOfSeveralForms:
                    if (!forms.TryGetValue(place, out var inForms))
                        forms[place] = inForms = [];
                    inForms.AddRange(errors);
                    break;
            }
        }
        found.AddRange(forms.Select(form => new FieldError(form.Key, FitsNone(form.Value))));
        return found.Count == 0
            ? [new FieldError(Whole, "fits several forms of which one is allowed, or one that is excluded.")]
            : [.. found.Distinct().OrderBy(error => error.Field, StringComparer.Ordinal)];
    }

    private static string FitsNone(List<FieldError> errors)
    {
        var forms = errors.Select(error => $"{(error.Field == Whole ? "it" : error.Field)} {error.Message}").Distinct();
        return $"fits none of the forms that are allowed: {string.Join(" Or: ", forms.Take(MaxForms))}";
    }

    // What an alternative says counts for nothing where another one is right; a condition and an exclusion say nothing of the
    // value.
    private Relevance PlaceOf(EvaluationResults broken, out string place)
    {
        place = Whole;
        var path = SegmentsOf(broken.EvaluationPath);
        for (var i = 0; i < path.Length; i++)
        {
            if (NameHolders.Contains(path[i]))
            {
                i++;
                continue;
            }
            if (path[i] is "if" or "not" or "contains")
                return Relevance.CountsForNothing;
            if (path[i] is not ("anyOf" or "oneOf") || i + 1 >= path.Length)
                continue;
            var choices = _all.Where(detail => SegmentsOf(detail.EvaluationPath) is var other
                && other.Length == i + 2 && other.AsSpan(0, i + 1).SequenceEqual(path.AsSpan(0, i + 1))
                && IsWithin(broken.InstanceLocation, detail.InstanceLocation)).ToList();
            if (choices.Exists(choice => choice.IsValid))
                return Relevance.CountsForNothing;
            place = choices.Count > 0 ? FieldOf(choices[0].InstanceLocation) : Whole;
            return Relevance.IsOneOfSeveralForms;
        }
        return Relevance.Counts;
    }

    private IEnumerable<FieldError> Describe(EvaluationResults broken, string keyword, string said)
    {
        var rule = RuleOf(broken);
        var field = FieldOf(broken.InstanceLocation);
        var there = broken.InstanceLocation.Evaluate(value) ?? default;
        if (keyword == "required" && there.ValueKind == JsonValueKind.Object
            && rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty(keyword, out _))
        {
            foreach (var name in rule.GetProperty("required")
                .EnumerateArray().Select(name => name.GetString()!).Where(name => !there.TryGetProperty(name, out _)))
                yield return new FieldError(field == Whole ? name : $"{field}.{name}", "is missing.");
            yield break;
        }
        if (keyword.Length > 0 && (rule.ValueKind != JsonValueKind.Object || !rule.TryGetProperty(keyword, out _)))
        {
            yield return new FieldError(field, $"breaks the rule '{keyword}': {said.TrimEnd('.')}.");
            yield break;
        }
        yield return new FieldError(field, keyword switch
        {
            "" => Unwanted(broken),
            "type" => $"must be {string.Join(" or ", TextsOf(rule, "type"))}, not {TypeOf(there)}.",
            "enum" =>
                $"must be one of {string.Join(", ", rule.GetProperty("enum").EnumerateArray().Select(one => one.GetRawText()))}.",
            "const" => $"must be {rule.GetProperty("const").GetRawText()}.",
            "pattern" => $"does not match {rule.GetProperty("pattern").GetString()}.",
            "format" => $"is not of the format {rule.GetProperty("format").GetString()}.",
            "minItems" => $"has {there.GetArrayLength()} items; the least is {Bound(rule, keyword)}.",
            "maxItems" => $"has {there.GetArrayLength()} items; the limit is {Bound(rule, keyword)}.",
            "minLength" => $"has {LengthOf(there)} characters; the least is {Bound(rule, keyword)}.",
            "maxLength" => $"has {LengthOf(there)} characters; the limit is {Bound(rule, keyword)}.",
            "minimum" => $"is {there.GetRawText()}; the least is {Bound(rule, keyword)}.",
            "maximum" => $"is {there.GetRawText()}; the limit is {Bound(rule, keyword)}.",
            "exclusiveMinimum" => $"is {there.GetRawText()}; it must be above {Bound(rule, keyword)}.",
            "exclusiveMaximum" => $"is {there.GetRawText()}; it must be below {Bound(rule, keyword)}.",
            _ => $"breaks the rule '{keyword}': {said.TrimEnd('.')}.",
        });
    }

    private string Unwanted(EvaluationResults broken)
    {
        var path = SegmentsOf(broken.EvaluationPath);
        if (path is not [.., "additionalProperties" or "unevaluatedProperties"])
            return "is not allowed.";
        var parent = PointerOf(broken) is { } pointer && pointer.LastIndexOf('/') is var end and >= 0 ? At(pointer[..end]) : null;
        return parent is { ValueKind: JsonValueKind.Object } rule && rule.TryGetProperty("properties", out var known)
            && known.ValueKind == JsonValueKind.Object
            ? $"is not known; there are: {string.Join(", ", known.EnumerateObject().Select(property => property.Name))}."
            : "is not known.";
    }

    private JsonElement RuleOf(EvaluationResults broken) =>
        PointerOf(broken) is { } pointer && At(pointer) is { } rule ? rule : rules;

    private static string? PointerOf(EvaluationResults broken) =>
        broken.SchemaLocation.OriginalString.Split('#') is [_, var fragment] ? Uri.UnescapeDataString(fragment) : null;

    // The library writes the keyword items twice into the places of its rules.
    private JsonElement? At(string pointer) =>
        Evaluate(pointer) ?? Evaluate(pointer.Replace("/items/items", "/items", StringComparison.Ordinal));

    private JsonElement? Evaluate(string pointer) =>
        JsonPointer.TryParse(pointer, out var parsed) ? parsed.Evaluate(rules) : null;

    private static bool IsWithin(JsonPointer inner, JsonPointer outer)
    {
        var (inside, around) = (SegmentsOf(inner), SegmentsOf(outer));
        return inside.Length >= around.Length && inside.AsSpan(0, around.Length).SequenceEqual(around);
    }

    private static string FieldOf(JsonPointer location)
    {
        var field = new StringBuilder();
        foreach (var segment in SegmentsOf(location))
        {
            if (int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                field.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else
                field.Append(field.Length == 0 ? "" : ".").Append(segment);
        }
        return field.Length == 0 ? Whole : field.ToString();
    }

    private static string[] SegmentsOf(JsonPointer pointer) => pointer.ToString() is { Length: > 0 } text
        ? [.. text[1..].Split('/')
            .Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
        : [];

    private static IEnumerable<string> TextsOf(JsonElement rule, string keyword) =>
        rule.GetProperty(keyword) is { ValueKind: JsonValueKind.Array } several
        ? several.EnumerateArray().Select(one => one.GetString()!)
        : [rule.GetProperty(keyword).GetString()!];

    private static string Bound(JsonElement rule, string keyword) => rule.GetProperty(keyword).GetRawText();

    private static int LengthOf(JsonElement text) => text.GetString()!.EnumerateRunes().Count();

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetDouble(out var number) && double.IsInteger(number) ? "integer" : "number",
        _ => "null",
    };

    private enum Relevance
    {
        Counts,
        IsOneOfSeveralForms,
        CountsForNothing,
    }
}
