using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>The API keys of a tenant, and their only writer; keyed <c>{tenant}/keys</c>.</summary>
[Alias("sanctum.IApiKeysGrain")]
public interface IApiKeysGrain : IGrainWithStringKey
{
    /// <summary>Creates a key for the user who calls.</summary>
    /// <returns>The key and its text, which is not stored and cannot be shown again.</returns>
    /// <exception cref="ConflictException">The tenant has as many keys as may be.</exception>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    /// <exception cref="MissingPermissionException">It would allow more than the caller may do.</exception>
    [Alias("Create")]
    Task<CreatedApiKey> Create(NewApiKey key);

    /// <summary>A page of keys, the newest first.</summary>
    /// <param name="after">The id behind which the page begins; null for the first one.</param>
    /// <param name="limit">1 to 200.</param>
    [ReadOnly, Alias("List")]
    Task<ImmutableArray<ApiKey>> List(Guid? after, int limit);

    /// <summary>Revokes a key; it is refused within a second. Safe to repeat.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("Revoke")]
    Task<ApiKey> Revoke(Guid id);
}

/// <summary>A key to be created.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Permissions">What it may do at most; less where its owner may do less.</param>
/// <param name="Lifetime">How long it works; null for ever.</param>
[GenerateSerializer, Immutable, Alias("sanctum.new-api-key")]
public sealed record NewApiKey(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<Permission> Permissions,
    [property: Id(2)] TimeSpan? Lifetime);

/// <summary>A key that was created.</summary>
/// <param name="Key">What is known of it.</param>
/// <param name="Secret">The text that requests carry.</param>
[GenerateSerializer, Immutable, Alias("sanctum.created-api-key")]
public sealed record CreatedApiKey([property: Id(0)] ApiKey Key, [property: Id(1)] string Secret);

/// <summary>What is known of an API key.</summary>
/// <param name="Id">Its id; audit entries name it.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">The beginning of its text, to tell keys apart.</param>
/// <param name="Permissions">What it may do at most.</param>
/// <param name="Owner">The user with whose rights it acts.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; null if it does not expire.</param>
/// <param name="LastUsedAt">UTC, to the minute; null if never.</param>
/// <param name="RevokedAt">UTC; null if it is not revoked.</param>
[GenerateSerializer, Immutable, Alias("sanctum.api-key")]
public sealed record ApiKey(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Prefix,
    [property: Id(3)] ImmutableArray<Permission> Permissions,
    [property: Id(4)] string Owner,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset? ExpiresAt,
    [property: Id(7)] DateTimeOffset? LastUsedAt,
    [property: Id(8)] DateTimeOffset? RevokedAt);
