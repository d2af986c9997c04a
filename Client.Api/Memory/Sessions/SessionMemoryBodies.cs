using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Access;
using Sanctum.Conversations;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>A value to save.</summary>
/// <param name="Key">1 to 256 characters.</param>
/// <param name="SessionId">The session.</param>
/// <param name="TtlSeconds">How long the key is there, 1 to 31,622,400; for good if left out.</param>
internal sealed record SaveBody(
    [property: JsonPropertyName("key"), Required] string? Key = null,
    [property: JsonPropertyName(SessionField.Name), Required] string? SessionId = null,
    [property: JsonPropertyName("ttl_seconds")] long? TtlSeconds = null)
{
    /// <summary>Any JSON.</summary>
    [JsonPropertyName("value"), Required]
    public JsonElement Value { get; init; }

    /// <exception cref="InvalidRequestException">There is none.</exception>
    [JsonIgnore]
    public string CheckedKey => Key ?? throw new InvalidRequestException("key", "is required.");

    /// <summary>The value as JSON text.</summary>
    /// <exception cref="InvalidRequestException">There is none.</exception>
    [JsonIgnore]
    public string CheckedValue => Value.ValueKind != JsonValueKind.Undefined
        ? Value.GetRawText()
        : throw new InvalidRequestException("value", "is required; it may be null.");

    /// <exception cref="InvalidRequestException">It is out of range.</exception>
    [JsonIgnore]
    public TimeSpan? TimeToLive => SessionTimeToLive.OfSeconds("ttl_seconds", TtlSeconds);
}

/// <summary>A key of a session.</summary>
/// <param name="Key">1 to 256 characters.</param>
/// <param name="SessionId">The session.</param>
internal sealed record KeyBody(
    [property: JsonPropertyName("key"), Required] string? Key = null,
    [property: JsonPropertyName(SessionField.Name), Required] string? SessionId = null)
{
    /// <exception cref="InvalidRequestException">There is none.</exception>
    [JsonIgnore]
    public string CheckedKey => Key ?? throw new InvalidRequestException("key", "is required.");
}

/// <summary>The field that names a session.</summary>
internal static class SessionField
{
    public const string Name = "session_id";

    /// <exception cref="InvalidRequestException">It is missing or breaks the rule.</exception>
    public static SessionId Check(string? text) =>
        SessionId.TryParse(text ?? throw new InvalidRequestException(Name, "is required."), null, out var session)
            ? session
            : throw new InvalidRequestException(Name, $"{SessionId.Rule}.");

    /// <summary>Who works in it.</summary>
    public static string ActorOf(HttpContext http) =>
        Principal.Current?.Actor ?? $"operator/{http.Connection.RemoteIpAddress}";
}
