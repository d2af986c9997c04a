using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Sanctum.Tests.Fuzz;

/// <summary>Values as nobody should send them, and as everybody may; one sequence for each seed.</summary>
internal sealed class OddValues(Random random, IReadOnlyList<string> known)
{
    private const int MaxDepth = 5;

    private static readonly string[] Texts =
    [
        "", " ", "a", "default", "true", "null", "0", "-1", "1", "99999999999999999999", "1e400", "NaN", "30s", "1ms", "P1D", "..", "../../etc/passwd", "%00", "%2e%2e%2f",
        "a/b", "a\\b", "a b", "a\tb", "a\nb", "\0", "a\0b", "\u0001", "\u202eabc", "\ud83d\ude00", "\ud800", "caf\u00e9", "\uff0e\uff0e", "' or 1=1 --", "\"; drop table x",
        "<script>alert(1)</script>", "{{7*7}}", "${jndi:x}", "$(id)", "*", "?", "[", "(((((", "^(a+)+$", "2026-13-45T99:99:99Z", "2026-11-28T00:00:00Z", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z", "http://127.0.0.1:1/", "file:///etc/passwd", "http://[::1", "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "new", "error", "normal", "high", "local/default", "scripted/any", "calculate", "sandbox", "webchat", "webhook", "whsec_QUJD",
    ];

    public Random Random => random;

    /// <summary>Names that there are.</summary>
    public IReadOnlyList<string> Known => known;

    public bool Chance(int percent) => random.Next(100) < percent;

    public T One<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public string Text() => random.Next(10) switch
    {
        < 4 => One(known),
        < 8 => One(Texts),
        8 => new string(One("a1-.\u00fc(\u4e2d".ToCharArray()), One([1, 64, 129, 257, 4_097, 40_000])),
        _ => string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => (char)random.Next(1, 0x2FFF))),
    };

    /// <summary>A value that fits the schema most of the time.</summary>
    public JsonNode? For(IOpenApiSchema? schema, int depth = 0)
    {
        if (schema is null || depth > MaxDepth || Chance(6))
            return Any(depth);
        if (schema.Enum is { Count: > 0 } choices && Chance(80))
            return One(choices.ToList())?.DeepClone();
        if ((schema.OneOf ?? schema.AnyOf) is { Count: > 0 } either)
            return For(One(either.ToList()), depth);
        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => Object(schema, depth),
            JsonSchemaType.Array => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => For(schema.Items, depth + 1))]),
            JsonSchemaType.Integer or JsonSchemaType.Number => Number(),
            JsonSchemaType.Boolean => JsonValue.Create(Chance(50)),
            JsonSchemaType.String => JsonValue.Create(Text()),
            _ => Any(depth),
        };
    }

    public JsonNode? Any(int depth) => random.Next(depth > MaxDepth ? 5 : 7) switch
    {
        0 => null,
        1 => JsonValue.Create(Chance(50)),
        2 => Number(),
        3 or 4 => JsonValue.Create(Text()),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(depth + 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(n => KeyValuePair.Create(Name(n), Any(depth + 1)))),
    };

    private JsonObject Object(IOpenApiSchema schema, int depth)
    {
        var made = new JsonObject();
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (Chance(80))
                made[name] = For(property, depth + 1);
        }
        if (schema.AdditionalProperties is { } further)
        {
            for (var n = random.Next(3); n > 0; n--)
                made[Name(n)] = For(further, depth + 1);
        }
        if (Chance(5))
            made[Name(9)] = Any(depth + 1);
        return made;
    }

    private JsonNode Number() => random.Next(6) switch
    {
        0 => JsonValue.Create(0),
        1 => JsonValue.Create(-random.Next(1, 1_000)),
        2 => JsonValue.Create(random.Next(1, 1_000)),
        3 => JsonValue.Create(long.MaxValue),
        4 => JsonValue.Create(random.NextDouble() * 1e300),
        _ => JsonValue.Create(int.MinValue),
    };

    private string Name(int number) => Chance(50) ? One(Texts) + number.ToString(CultureInfo.InvariantCulture) : $"field{number}";
}
