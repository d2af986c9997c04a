using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Access;

/// <summary>
/// The keys that sign a tenant's access tokens, and their only writer; keyed <c>{tenant}/signing-keys</c>. The first is made when
/// it is needed.
/// </summary>
[Alias("sanctum.ISigningKeysGrain")]
public interface ISigningKeysGrain : IGrainWithStringKey
{
    /// <summary>Issues an access token under the newest key.</summary>
    [Alias("Issue")]
    Task<IssuedToken> Issue(TokenSubject subject);

    /// <summary>
    /// The keys whose tokens are accepted, the newest first, with the bytes that check them. For gateways alone.
    /// </summary>
    [AlwaysInterleave, Alias("Accepted")]
    Task<ImmutableArray<SigningKey>> Accepted();

    /// <summary>Every key that is kept, the newest first, without bytes.</summary>
    [AlwaysInterleave, Alias("List")]
    Task<ImmutableArray<SigningKey>> List();

    /// <summary>Makes a new key that signs from now on.</summary>
    /// <param name="immediately">Whether tokens of the keys before are refused at once; otherwise they are accepted until they
    /// have expired.</param>
    [Alias("Rotate")]
    Task<ImmutableArray<SigningKey>> Rotate(bool immediately);
}

/// <summary>Whose access token it is.</summary>
/// <param name="Username">The user.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Roles">The roles, for clients to look at; what the user may do is read from the rows.</param>
[GenerateSerializer, Immutable, Alias("sanctum.token-subject")]
public sealed record TokenSubject(
    [property: Id(0)] string Username, [property: Id(1)] Guid SessionId, [property: Id(2)] ImmutableArray<string> Roles);

/// <summary>An access token.</summary>
/// <param name="Text">A JWT (RFC 9068).</param>
/// <param name="ExpiresAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.issued-token")]
public sealed record IssuedToken([property: Id(0)] string Text, [property: Id(1)] DateTimeOffset ExpiresAt);

/// <summary>A key that signs access tokens.</summary>
/// <param name="Kid">The id that tokens name it by.</param>
/// <param name="Algorithm"><c>HS256</c> or <c>ES256</c>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="AcceptedUntil">When its tokens are refused, UTC; null for the key that signs.</param>
/// <param name="Bytes">
/// The secret of HS256, or the public key of ES256 as SubjectPublicKeyInfo; empty where it is only listed.
/// </param>
[GenerateSerializer, Immutable, Alias("sanctum.signing-key")]
public sealed record SigningKey(
    [property: Id(0)] string Kid,
    [property: Id(1)] string Algorithm,
    [property: Id(2)] DateTimeOffset CreatedAt,
    [property: Id(3)] DateTimeOffset? AcceptedUntil,
    [property: Id(4)] ImmutableArray<byte> Bytes)
{
    /// <summary>Names the key, never its bytes.</summary>
    public override string ToString() => $"{Algorithm} {Kid}";
}
