using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Access;

/// <summary>
/// The keys of a tenant's tokens by OAuth 2.1, and their only writer; keyed <c>{tenant}/oauth-keys</c>. The first is made when it
/// is needed.
/// </summary>
[Alias("sanctum.IOAuthKeysGrain")]
public interface IOAuthKeysGrain : IGrainWithStringKey
{
    /// <summary>The keys whose tokens are accepted, the newest first, with their bytes. For gateways alone.</summary>
    [AlwaysInterleave, Alias("Accepted")]
    Task<OAuthKeySet> Accepted();

    /// <summary>Every key that is kept, the newest first, without bytes.</summary>
    [AlwaysInterleave, Alias("List")]
    Task<ImmutableArray<OAuthKey>> List();

    /// <summary>Makes a new key that signs from now on.</summary>
    /// <param name="immediately">Whether tokens of the keys before are refused at once; otherwise they are accepted until they
    /// have expired.</param>
    [Alias("Rotate")]
    Task<ImmutableArray<OAuthKey>> Rotate(bool immediately);
}

/// <summary>Keys, and what else gateways must know of the silos' settings.</summary>
/// <param name="Keys">The one that signs first.</param>
/// <param name="AccessTokenLifetime">Of access tokens.</param>
/// <param name="RefreshTokenLifetime">How long after a consent its tokens can be refreshed.</param>
/// <param name="ClientDocuments">Whether a client's id may be the address of its metadata document.</param>
[GenerateSerializer, Immutable, Alias("sanctum.oauth-key-set")]
public sealed record OAuthKeySet(
    [property: Id(0)] ImmutableArray<OAuthKey> Keys,
    [property: Id(1)] TimeSpan AccessTokenLifetime,
    [property: Id(2)] TimeSpan RefreshTokenLifetime,
    [property: Id(3)] bool ClientDocuments);

/// <summary>A key of tokens by OAuth 2.1.</summary>
/// <param name="Kid">The id that tokens name it by.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="AcceptedUntil">When its tokens are refused, UTC; null for the key that signs.</param>
/// <param name="Signing">The private key of ES256, as PKCS #8; empty where keys are only listed.</param>
/// <param name="Encryption">The key that codes and refresh tokens are encrypted under; empty where keys are only listed.</param>
[GenerateSerializer, Immutable, Alias("sanctum.oauth-key")]
public sealed record OAuthKey(
    [property: Id(0)] string Kid,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] DateTimeOffset? AcceptedUntil,
    [property: Id(3)] ImmutableArray<byte> Signing,
    [property: Id(4)] ImmutableArray<byte> Encryption)
{
    /// <summary>Names the key, never its bytes.</summary>
    public override string ToString() => $"ES256 {Kid}";
}
