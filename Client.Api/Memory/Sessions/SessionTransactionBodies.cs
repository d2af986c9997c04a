using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>A transaction to begin, or to make at once.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Operations">What is done, 1 to 100; left out, a transaction is begun.</param>
internal sealed record TransactionBody(
    [property: JsonPropertyName(SessionField.Name), Required] string? SessionId = null,
    [property: JsonPropertyName("operations")] OperationBody[]? Operations = null)
{
    /// <exception cref="InvalidRequestException">One is null or breaks a rule.</exception>
    [JsonIgnore]
    public ImmutableArray<SessionOperation> CheckedOperations =>
    [
        .. (Operations ?? []).Select((one, i) => one is not null
            ? one.ToOperation($"operations[{i}].")
            : throw new InvalidRequestException($"operations[{i}]", "is null.")),
    ];
}

/// <summary>What is done to a key.</summary>
/// <param name="Op"><c>save</c>, <c>delete</c>, or <c>check</c>, which compares the version alone.</param>
/// <param name="Key">1 to 256 characters.</param>
/// <param name="Version">The version that the key must have, 0 if it must not be there; any if left out.</param>
/// <param name="TtlSeconds">How long a saved key is there; for good if left out.</param>
internal sealed record OperationBody(
    [property: JsonPropertyName("op"), Required] SessionOperationKind? Op = null,
    [property: JsonPropertyName("key"), Required] string? Key = null,
    [property: JsonPropertyName("version")] long? Version = null,
    [property: JsonPropertyName("ttl_seconds")] long? TtlSeconds = null)
{
    /// <summary>What is saved: any JSON.</summary>
    [JsonPropertyName("value")]
    public JsonElement Value { get; init; }

    /// <exception cref="InvalidRequestException">A field is missing or out of range.</exception>
    public SessionOperation ToOperation(string prefix) => new(
        Op ?? throw new InvalidRequestException($"{prefix}op", "is required: save, delete or check."),
        Key ?? throw new InvalidRequestException($"{prefix}key", "is required."),
        Value.ValueKind == JsonValueKind.Undefined ? null : Value.GetRawText(),
        SessionTimeToLive.OfSeconds($"{prefix}ttl_seconds", TtlSeconds), Version);
}

/// <summary>A value to save in a transaction.</summary>
/// <param name="Key">1 to 256 characters.</param>
/// <param name="TtlSeconds">How long the key is there, from the commit on; for good if left out.</param>
internal sealed record TransactionSaveBody(
    [property: JsonPropertyName("key"), Required] string? Key = null,
    [property: JsonPropertyName("ttl_seconds")] long? TtlSeconds = null)
{
    /// <summary>Any JSON.</summary>
    [JsonPropertyName("value"), Required]
    public JsonElement Value { get; init; }

    /// <exception cref="InvalidRequestException">A field is missing or out of range.</exception>
    public SessionOperation ToOperation() => new OperationBody(SessionOperationKind.Save, Key, null, TtlSeconds)
    {
        Value = Value,
    }.ToOperation("");
}

/// <summary>A key in a transaction.</summary>
/// <param name="Key">1 to 256 characters.</param>
internal sealed record TransactionKeyBody([property: JsonPropertyName("key"), Required] string? Key = null)
{
    /// <exception cref="InvalidRequestException">There is none.</exception>
    [JsonIgnore]
    public string CheckedKey => Key ?? throw new InvalidRequestException("key", "is required.");
}

/// <summary>A transaction.</summary>
/// <param name="TransactionId">Its id.</param>
/// <param name="SessionId">The session.</param>
/// <param name="State"><c>open</c> or <c>committed</c>.</param>
/// <param name="Version">The session's version after the commit, and that of the keys that were saved; null before.</param>
/// <param name="Operations">Keys that it has read or changes.</param>
/// <param name="ExpiresAt">An open one is rolled back then, and a committed one forgotten, UTC.</param>
internal sealed record SessionTransactionResource(
    [property: JsonPropertyName("transaction_id")] Guid TransactionId,
    [property: JsonPropertyName(SessionField.Name)] string SessionId,
    [property: JsonPropertyName("state")] SessionTransactionState State,
    [property: JsonPropertyName("version")] long? Version,
    [property: JsonPropertyName("operations")] int Operations,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt)
{
    public static SessionTransactionResource From(SessionTransaction transaction) => new(
        transaction.Id, transaction.Session, transaction.State, transaction.Version, transaction.Operations,
        transaction.ExpiresAt);
}
