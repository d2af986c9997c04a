using System.Collections.Immutable;

namespace Sanctum.Memory;

/// <summary>A key of a session's memory, with its value.</summary>
/// <param name="Key">Unique in the session.</param>
/// <param name="Value">JSON without blanks between its parts.</param>
/// <param name="Version">The version that the session had after the write; a later write of any key has a greater one.</param>
/// <param name="SavedBy">Who saved it, such as <c>user/ada</c>.</param>
/// <param name="SavedAt">UTC.</param>
/// <param name="ExpiresAt">From then on it is not there, UTC; null for never.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-value")]
public sealed record SessionValue(
    [property: Id(0)] string Key,
    [property: Id(1)] string Value,
    [property: Id(2)] long Version,
    [property: Id(3)] string SavedBy,
    [property: Id(4)] DateTimeOffset SavedAt,
    [property: Id(5)] DateTimeOffset? ExpiresAt);

/// <summary>A page of a session's memory.</summary>
/// <param name="Items">By key.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-value-page")]
public sealed record SessionValuePage([property: Id(0)] ImmutableArray<SessionValue> Items, [property: Id(1)] string? Next);

/// <summary>A session that has memory.</summary>
/// <param name="Session">Its id.</param>
/// <param name="Version">Grows with each write.</param>
/// <param name="Keys">Keys that have not expired.</param>
/// <param name="Bytes">Of their names and values, as UTF-8.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">When it was written last, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-session")]
public sealed record MemorySession(
    [property: Id(0)] string Session,
    [property: Id(1)] long Version,
    [property: Id(2)] int Keys,
    [property: Id(3)] long Bytes,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] DateTimeOffset UpdatedAt);

/// <summary>A page of sessions that have memory.</summary>
/// <param name="Items">By id.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-session-page")]
public sealed record MemorySessionPage([property: Id(0)] ImmutableArray<MemorySession> Items, [property: Id(1)] string? Next);
