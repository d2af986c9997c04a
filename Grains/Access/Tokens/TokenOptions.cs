using Sanctum.Configuration;

namespace Sanctum.Access;

/// <summary>How access tokens are signed; section <c>Sanctum:Access:Tokens</c>.</summary>
[Settings("Sanctum:Access:Tokens", SettingsGroup.Security)]
public sealed class TokenOptions
{
    /// <summary>
    /// How access tokens of users are signed: under a secret that gateways share (<c>HS256</c>), or under a private key whose
    /// public one anybody can read (<c>ES256</c>). Tokens of the other kind are accepted until they expire.
    /// </summary>
    public TokenAlgorithm Algorithm { get; set; } = TokenAlgorithm.HS256;
}

/// <summary>An algorithm of RFC 7518.</summary>
public enum TokenAlgorithm
{
    /// <summary>HMAC with SHA-256.</summary>
    HS256,

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256,
}
