extern alias JsonSchemaNet;

using System.Text.Json;
using JsonSchemaNet::Json.Pointer;
using JsonSchemaNet::Json.Schema;

namespace Sanctum.Schemas;

/// <summary>Makes schemas of JSON that others wrote: checked as schemas, closed in themselves and bounded.</summary>
internal static class SchemaReader
{
    private static readonly IKeywordHandler[] BoundedKeywords =
        [new BoundedPattern(), new BoundedPatternProperties(), new BoundedRef(), new RefusedKeyword("$dynamicRef"),
            new RefusedKeyword("$recursiveRef")];

    // The first is that of schemas which name none. Making one takes longer than reading a schema.
    private static readonly Dialect[] Drafts =
        [Bounded(Dialect.Draft202012), Bounded(Dialect.Draft201909), Bounded(Dialect.Draft07), Bounded(Dialect.Draft06)];

    /// <exception cref="InvalidSchemaException">It is no schema, or not one that is taken here.</exception>
    public static JsonSchema Read(JsonElement rules)
    {
        if (rules.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
            throw new InvalidSchemaException("a schema is an object or a boolean.");
        try
        {
            RequireForm(rules);
            var (schema, targets) = BoundedRef.Collect(() => JsonSchema.Build(rules, NewOptions()));
            foreach (var target in targets.Distinct(StringComparer.Ordinal))
                RequireTarget(rules, target);
            return schema;
        }
        catch (Exception exception) when (
            exception is JsonSchemaException or RefResolutionException or ArgumentException or FormatException
                or InvalidOperationException or JsonException)
        {
            throw new InvalidSchemaException(exception.Message, exception);
        }
    }

    // What the meta-schema refuses and the builder would take, such as steps of zero.
    private static void RequireForm(JsonElement rules)
    {
        if (rules.ValueKind != JsonValueKind.Object || rules.TryGetProperty("$schema", out var draft)
            && draft.ValueKind == JsonValueKind.String && draft.GetString() != Dialect.Draft202012.Id?.ToString())
            return;
        var results = MetaSchemas.Draft202012.Evaluate(
            rules, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = false });
        if (results.IsValid)
            return;
        var broken = (results.Details ?? []).Where(detail => !detail.IsValid && detail.Errors is { Count: > 0 }).MaxBy(
            detail => detail.InstanceLocation.ToString().Length);
        throw new InvalidSchemaException(broken is null
            ? "it does not follow the meta-schema of JSON Schema 2020-12."
            : $"at '{broken.InstanceLocation}': {broken.Errors!.First().Value}.");
    }

    // Separate registries: ids in one schema mean nothing to another.
    private static BuildOptions NewOptions()
    {
        var dialects = new DialectRegistry();
        foreach (var draft in Drafts)
            dialects.Register(draft);
        return new BuildOptions { SchemaRegistry = new SchemaRegistry(), DialectRegistry = dialects, Dialect = Drafts[0] };
    }

    private static Dialect Bounded(Dialect draft) =>
        draft.With(BoundedKeywords, draft.Id, draft.RefIgnoresSiblingKeywords, allowUnknownKeywords: true);

    private static void RequireTarget(JsonElement rules, string target)
    {
        var pointer = JsonPointer.Parse(Uri.UnescapeDataString(target[1..]));
        if (pointer.Evaluate(rules) is not { ValueKind: JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False })
            throw new InvalidSchemaException($"'$ref' leads to {target}, where no schema is.");
    }
}
