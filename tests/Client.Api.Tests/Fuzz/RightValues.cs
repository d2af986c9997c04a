using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Sanctum.Tests.Fuzz;

/// <summary>Values that fit a schema, and what the schema does not say: what a field of this name means.</summary>
internal sealed class RightValues(Random random)
{
    private const int MaxDepth = 5;

    private static readonly string[] Words =
        ["hello", "6 * 7", "tea", "Ünïcödé", "日本語", "🙂🙃", "a\nb", "\"quoted\"",
            "<b>bold</b>", "' or 1=1 --", "{agent_name}", "2026-11-28", "fail", "many 5", "\u202eabc"];

    private static readonly string[] Longer = [
        "What is 6 * 7?", "Tell me about tea, and about the people who drink it.", "Remember that I like tea."];

    public Random Random => random;

    public bool Chance(int percent) => random.Next(100) < percent;

    public T One<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public string Word() => One(Words);

    public string Sentence() => random.Next(20) switch
    {
        < 12 => One(Longer),
        < 19 => Word(),
        _ => string.Concat(Enumerable.Repeat("Long text. ", random.Next(1, 300))),
    };

    /// <summary>A value of the schema. A field that is not required is left out now and then.</summary>
    public JsonNode? For(IOpenApiSchema? schema, string field = "", int depth = 0)
    {
        if (schema is null || depth > MaxDepth)
            return null;
        if (schema.Enum is { Count: > 0 } choices)
            return One(choices.ToList())?.DeepClone();
        if ((schema.OneOf ?? schema.AnyOf) is { Count: > 0 } either)
            return For(One(either.ToList()), field, depth);
        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => Object(schema, depth),
            JsonSchemaType.Array => new JsonArray(
                [.. Enumerable.Range(0, random.Next(3)).Select(_ => For(schema.Items, field, depth + 1))]),
            JsonSchemaType.Integer or JsonSchemaType.Number => Number(schema, field),
            JsonSchemaType.Boolean => JsonValue.Create(field != "confirm" && field != "stream" && Chance(50)),
            JsonSchemaType.String => JsonValue.Create(Text(schema, field)),
            _ => null,
        };
    }

    private JsonObject Object(IOpenApiSchema schema, int depth)
    {
        var made = new JsonObject();
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            var value = schema.Required?.Contains(name) is true || Chance(60) ? For(property, name, depth + 1) : null;
            if (value is not null)
                made[name] = value;
        }
        for (var n = schema.AdditionalProperties is null ? 0 : random.Next(3); n > 0; n--)
            made[$"block{n}"] = For(schema.AdditionalProperties, "", depth + 1);
        return made;
    }

    private JsonValue Number(IOpenApiSchema schema, string field)
    {
        var min = int.TryParse(schema.Minimum, CultureInfo.InvariantCulture, out var lowest) ? lowest : 1;
        var max = int.TryParse(schema.Maximum, CultureInfo.InvariantCulture, out var highest) ? highest : 1_000;
        // Blocks of memory hold text that is there already.
        return JsonValue.Create(
            field == "limit" ? Math.Max(max / 2, 1_000) : Chance(30) ? One([min, max]) : random.Next(min, max));
    }

    private string Text(IOpenApiSchema schema, string field)
    {
        var text = field switch
        {
            "agent" or "agentId" => One(FuzzWorld.Agents),
            "name" when schema.Pattern is not null => One(FuzzWorld.NewAgents),
            "name" or "from" or "user" or "display_name" => $"{One(["Ann", "Bob", "Zoë"])} {random.Next(50)}",
            "model" or "embedding" => "scripted/any",
            "tools" => One(["calculate", "current_time"]),
            "priority" => One(["normal", "high"]),
            "olderThan" or "newerThan" => One(["1s", "2h", "7d"]),
            "statuses" => One(["new", "error", "no_reply"]),
            "label" => $"label-{random.Next(3)}",
            "text" or "value" or "description" => Sentence(),
            _ => Word(),
        };
        var most = schema.MaxLength ?? int.MaxValue;
        return schema.Format == "uuid" ? Guid.CreateVersion7().ToString() : text.Length <= most ? text : text[..most];
    }
}
