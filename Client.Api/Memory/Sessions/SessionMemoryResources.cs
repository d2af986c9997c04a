using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Conversations;

namespace Sanctum.Memory;

/// <summary>A key of a session with its value.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
/// <param name="Version">The session's version after the write; a later write of any key has a greater one.</param>
/// <param name="SavedBy">Who saved it.</param>
/// <param name="SavedAt">UTC.</param>
/// <param name="ExpiresAt">From then on it is not there, UTC; null for never.</param>
internal sealed record SessionValueResource(
    [property: JsonPropertyName(SessionField.Name)] string SessionId,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("value")] JsonElement Value,
    [property: JsonPropertyName("version")] long Version,
    [property: JsonPropertyName("saved_by")] string SavedBy,
    [property: JsonPropertyName("saved_at")] DateTimeOffset SavedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt)
{
    public static SessionValueResource From(SessionId session, SessionValue value) => new(
        session.Value, value.Key, JsonElement.Parse(value.Value), value.Version, value.SavedBy, value.SavedAt, value.ExpiresAt);
}

/// <summary>A page of a session's memory.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Items">By key.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record SessionValueList(
    [property: JsonPropertyName(SessionField.Name)] string SessionId, SessionValueResource[] Items, string? Next);

/// <summary>A session that has memory.</summary>
/// <param name="SessionId">Its id.</param>
/// <param name="Version">Grows with each write.</param>
/// <param name="Keys">Keys that have not expired.</param>
/// <param name="Bytes">Of their names and values, as UTF-8.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">When it was written last, UTC.</param>
internal sealed record MemorySessionResource(
    [property: JsonPropertyName(SessionField.Name)] string SessionId,
    [property: JsonPropertyName("version")] long Version,
    [property: JsonPropertyName("keys")] int Keys,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("updated_at")] DateTimeOffset UpdatedAt)
{
    public static MemorySessionResource From(MemorySession session) => new(
        session.Session, session.Version, session.Keys, session.Bytes, session.CreatedAt, session.UpdatedAt);
}

/// <summary>A page of sessions that have memory.</summary>
/// <param name="Items">By id.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record MemorySessionList(MemorySessionResource[] Items, string? Next);
