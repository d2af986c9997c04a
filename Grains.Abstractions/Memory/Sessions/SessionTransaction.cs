using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>What a transaction does to a key.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Key">1 to 256 characters.</param>
/// <param name="Value">JSON, of one that is saved; else null.</param>
/// <param name="TimeToLive">How long it is there; null for good.</param>
/// <param name="Version">The version that the key must have, 0 if it must not be there; null for any.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-operation")]
public sealed record SessionOperation(
    [property: Id(0)] SessionOperationKind Kind,
    [property: Id(1)] string Key,
    [property: Id(2)] string? Value = null,
    [property: Id(3)] TimeSpan? TimeToLive = null,
    [property: Id(4)] long? Version = null);

/// <summary>What is done to a key.</summary>
public enum SessionOperationKind
{
    /// <summary>Its value is replaced.</summary>
    Save = 0,

    /// <summary>It is not there afterwards.</summary>
    Delete = 1,

    /// <summary>Nothing; its version is compared.</summary>
    Check = 2,
}

/// <summary>A transaction of a session's memory.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Session">The session.</param>
/// <param name="State">Whether it is committed.</param>
/// <param name="Version">The version that the session has by it; null before the commit.</param>
/// <param name="Operations">Keys that it has read or changes.</param>
/// <param name="ExpiresAt">An open one is rolled back then, and a committed one forgotten, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-transaction")]
public sealed record SessionTransaction(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Session,
    [property: Id(2)] SessionTransactionState State,
    [property: Id(3)] long? Version,
    [property: Id(4)] int Operations,
    [property: Id(5)] DateTimeOffset ExpiresAt);

/// <summary>What has become of a transaction.</summary>
public enum SessionTransactionState
{
    /// <summary>It can be committed.</summary>
    Open = 0,

    /// <summary>All that it does was done.</summary>
    Committed = 1,
}

/// <summary>A key that is another than a transaction has read.</summary>
/// <param name="Key">The key.</param>
/// <param name="Expected">The version that was read or demanded; 0 if there was none.</param>
/// <param name="Found">The version that it has; 0 if there is none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-conflict")]
public sealed record SessionConflict(
    [property: Id(0)] string Key, [property: Id(1)] long Expected, [property: Id(2)] long Found);

/// <summary>Keys changed since a transaction has read them; nothing was done.</summary>
[GenerateSerializer, Alias("sanctum.session-conflicts")]
public sealed class SessionConflictException(string session, ImmutableArray<SessionConflict> keys)
    : SanctumException($"Keys of session '{session}' have other versions: {string.Join(", ", keys.Select(key => key.Key))}.")
{
    /// <summary>Each of them; never empty.</summary>
    [Id(0)]
    public ImmutableArray<SessionConflict> Keys { get; } = keys;
}
