using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Policies;

/// <summary>An act as documents read it, in the form that each needs; made when the first asks for it.</summary>
internal sealed class PolicyAct(PolicyRequest request, DateTimeOffset now)
{
    private readonly Lazy<JsonObject> _json = new(() => PolicyInput.Of(request));
    private Dictionary<string, object?>? _values;
    private byte[]? _bytes;

    /// <summary>A name from <see cref="PolicyActions"/>.</summary>
    public string Action => request.Action;

    /// <summary>What conditions read.</summary>
    public IDictionary<string, object?> Values => _values ??= ReadValues();

    /// <summary>What modules read: JSON, with <c>now</c> as text.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes ??= ReadBytes();

    private Dictionary<string, object?> ReadValues()
    {
        var values = (Dictionary<string, object?>)Value(_json.Value)!;
        values["now"] = now;
        return values;
    }

    private byte[] ReadBytes()
    {
        var input = _json.Value.DeepClone().AsObject();
        input["now"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeToUtf8Bytes(input);
    }

    // CEL has whole numbers of 64 bits and doubles; others are doubles.
    private static object? Value(JsonNode? node) => node switch
    {
        JsonObject fields => fields.ToDictionary(field => field.Key, field => Value(field.Value), StringComparer.Ordinal),
        JsonArray items => items.Select(Value).ToList(),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => value.TryGetValue<long>(out var whole) ? whole : value.TryGetValue<int>(out var small) ? (long)small
                : JsonSerializer.Deserialize<double>(value.ToJsonString()),
        },
        _ => null,
    };
}
