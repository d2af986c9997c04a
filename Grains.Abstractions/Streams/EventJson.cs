using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sanctum.Streams;

/// <summary>
/// Events as JSON, the same on every edge; what it holds is said by <c>Schemas/&lt;type&gt;.v&lt;version&gt;.json</c>.
/// </summary>
public static class EventJson
{
    /// <summary>How events are written: camelCase names, snake_case states, nothing left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveNamesToTheEnvelope, WritePayloadsWhole } },
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>What happened, without its envelope.</summary>
    public static string Write(EventPayload payload) => JsonSerializer.Serialize(payload, Options);

    /// <summary>The whole event.</summary>
    public static string Write(EventEnvelope envelope) => JsonSerializer.Serialize(envelope, Options);

    private static void LeaveNamesToTheEnvelope(JsonTypeInfo contract)
    {
        if (!typeof(EventPayload).IsAssignableFrom(contract.Type) || contract.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var name in contract.Properties.Where(property => property.Name is "eventType" or "schemaVersion").ToList())
            contract.Properties.Remove(name);
    }

    private static void WritePayloadsWhole(JsonTypeInfo contract)
    {
        if (contract.Type != typeof(EventPayload))
            return;
        contract.PolymorphismOptions = new JsonPolymorphismOptions();
        foreach (var payload in typeof(EventPayload).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(EventPayload)) && !type.IsAbstract))
            contract.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(payload));
    }
}
