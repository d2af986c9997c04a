using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sanctum.Platforms.Bluesky;

/// <summary>How the protocol's JSON is written and read: camel case, absent instead of null.</summary>
internal static class XrpcJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// The items of a list that can be read. Anybody may have written one, so one that cannot be hides no other.
    /// </summary>
    public static ImmutableArray<T> Readable<T>(ImmutableArray<JsonElement> items) where T : class =>
        [.. items.Select(TryRead<T>).OfType<T>()];

    /// <summary>What somebody wrote, or null where it cannot be read.</summary>
    public static T? TryRead<T>(JsonElement item) where T : class
    {
        try
        {
            return item.Deserialize<T>(Options);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A member that is a text; null where it is not there or is something else, because others wrote it.</summary>
    public static string? Text(this JsonElement element, string member) =>
        element.Member(member) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A member, or null where it is not there.</summary>
    public static JsonElement? Member(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) ? value : null;

    /// <summary>The items of a member that is a list; none where it is not.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string member) =>
        element.Member(member) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
