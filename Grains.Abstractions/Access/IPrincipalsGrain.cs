using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Access;

/// <summary>Who stands behind a session or a key, read from the rows; keyed <c>{tenant}/principals</c>.</summary>
[Alias("sanctum.IPrincipalsGrain")]
public interface IPrincipalsGrain : IGrainWithStringKey
{
    /// <summary>The user of a session; null if it has ended, the user is disabled, or the signing key is not accepted.</summary>
    /// <param name="sessionId">The session that an access token names.</param>
    /// <param name="kid">The key that signed the token.</param>
    [AlwaysInterleave, ReadOnly, Alias("OfSession")]
    Task<Principal?> OfSession(Guid sessionId, string kid);

    /// <summary>The principal of an API key; null if it is unknown, revoked or expired, or its owner is disabled.</summary>
    /// <param name="hash">SHA-256 of the key.</param>
    [AlwaysInterleave, ReadOnly, Alias("OfKey")]
    Task<Principal?> OfKey(ImmutableArray<byte> hash);

    /// <summary>
    /// Who acts by an access token of OAuth 2.1, with all that its client and its user's consent allow; null if the token, its
    /// client or its consent is revoked, the user is disabled, or the key is not accepted.
    /// </summary>
    /// <param name="tokenId">The id that the token has.</param>
    /// <param name="kid">The key that signed it.</param>
    [AlwaysInterleave, ReadOnly, Alias("OfOAuthToken")]
    Task<Principal?> OfOAuthToken(Guid tokenId, string kid);
}
