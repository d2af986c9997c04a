using System.Globalization;
using System.Text.Json.Nodes;

namespace Sanctum.Tests.Documents;

/// <summary>The bodies of requests and answers as /openapi/v1.json describes them.</summary>
internal sealed class DescribedBodies(JsonNode document)
{
    private const string Problem = "application/problem+json";

    public static DescribedBodies Read(string document) => new(JsonNode.Parse(document)!);

    public IReadOnlySet<string> SchemaNames => Schemas.Select(schema => schema.Key).ToHashSet();

    private JsonObject Schemas => document["components"]!["schemas"]!.AsObject();

    /// <summary>What a route takes and what it answers when it does not refuse.</summary>
    public IReadOnlyList<BodySchema> Of(DocumentedRoute section)
    {
        var (method, path) = (section.Route.Split(' ')[0], section.Route.Split(' ')[1]);
        var operation = document["paths"]![path]![method.ToLowerInvariant()]!;
        return [.. operation["responses"]!.AsObject()
            .Select(response => response.Value!["content"]).Append(operation["requestBody"]?["content"])
            .OfType<JsonObject>().SelectMany(content => content).Where(body => body.Key != Problem)
            .Select(body => body.Value!["schema"]).OfType<JsonObject>().Select(schema => Resolve(schema, section.Route))];
    }

    /// <summary>The schema itself, and each one below it that has fields.</summary>
    public IEnumerable<BodySchema> Parts(BodySchema whole)
    {
        var seen = new Dictionary<string, BodySchema>();
        Collect(whole, seen);
        return seen.Values;
    }

    /// <summary>The paths of fields in <paramref name="body"/> that the schema does not have.</summary>
    public IEnumerable<string> FindUnknown(JsonNode? body, BodySchema schema, string path = "") => body switch
    {
        JsonArray items when schema.Items is { } item => items.SelectMany(
            one => FindUnknown(one, Resolve(item, $"{schema.Name}[]"), $"{path}[]")),
        JsonObject fields when schema.IsClosed => fields.SelectMany(field => schema.Find(field.Key) is { } known
            ? FindUnknown(field.Value, Resolve(known, $"{schema.Name}.{field.Key}"), $"{path}.{field.Key}")
            : [$"{path}.{field.Key}"]),
        _ => [],
    };

    private void Collect(BodySchema schema, Dictionary<string, BodySchema> seen)
    {
        if (!seen.TryAdd(schema.Name, schema))
            return;
        foreach (var (name, below) in schema.Below)
            Collect(Resolve(below, $"{schema.Name}.{name}"), seen);
    }

    // A part that occurs twice is described once, and referred to by its place.
    private JsonObject Follow(string reference) => reference.Split('/')[1..].Aggregate(
        document, (node, step) => node is JsonArray items ? items[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!)
        .AsObject();

    private BodySchema Resolve(JsonObject schema, string name)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
            return Resolve(Follow(reference), reference.Split('/') is [_, _, _, var type] ? type : name);
        var choices = (schema["anyOf"] ?? schema["oneOf"])?.AsArray().OfType<JsonObject>()
            .Where(choice => choice["type"]?.ToString() != "null").ToArray();
        return choices is [var one] ? Resolve(one, name) : new BodySchema(name, schema);
    }
}

/// <summary>The schema of a body or of a part of it.</summary>
/// <param name="Name">The name of its type, or the place that it has in one.</param>
/// <param name="Node">The schema, which is no reference.</param>
internal sealed record BodySchema(string Name, JsonObject Node)
{
    public IEnumerable<string> Fields => Properties.Select(property => property.Key);

    public JsonObject? Items => Node["items"] as JsonObject;

    /// <summary>Whether it says which fields there are.</summary>
    public bool IsClosed => Node["properties"] is not null || Values is not null;

    /// <summary>The schemas of its fields, of its items and of its free values.</summary>
    public IEnumerable<(string Name, JsonObject Schema)> Below =>
        Properties.Select(property => (property.Key, property.Value as JsonObject)).Append(("[]", Items)).Append(("{}", Values))
            .Where(below => below.Item2 is not null).Select(below => (below.Item1, below.Item2!));

    private JsonObject? Values => Node["additionalProperties"] as JsonObject;

    private IEnumerable<KeyValuePair<string, JsonNode?>> Properties => Node["properties"]?.AsObject() ?? [];

    public JsonObject? Find(string field) => (Node["properties"]?[field] ?? Values) as JsonObject;
}
