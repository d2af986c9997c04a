using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Sanctum.Access;

/// <summary>
/// What is demanded of an id token: a signature by a key of its provider and an algorithm with public keys, the provider as
/// issuer, this client as audience, its time, and the nonce of this browser. A token that came by TLS alone is not believed.
/// </summary>
internal sealed class IdTokens(ProviderMetadata metadata)
{
    private const int MaxBytes = 32 * 1024;
    private const string AuthorizedParty = "azp";

    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);
    private static readonly JsonWebTokenHandler Reader = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxBytes };

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>The token, once it is right.</summary>
    /// <exception cref="IdTokenRefusedException">It is not.</exception>
    /// <exception cref="ProviderFailedException">The keys of the provider cannot be fetched.</exception>
    public async Task<JsonWebToken> Check(
        SignInProvider provider, OpenIdConnectConfiguration configuration, string text, string nonce,
        CancellationToken cancellationToken)
    {
        var result = await Validate(provider, configuration, text);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            result = await Validate(provider, await metadata.Newer(provider, cancellationToken), text);
        if (result is not { IsValid: true, SecurityToken: JsonWebToken token })
            throw new IdTokenRefusedException(provider.Name, result.Exception?.GetType().Name ?? "it is none");
        if (!SameText(TextOf(token, JwtRegisteredClaimNames.Nonce), nonce))
            throw new IdTokenRefusedException(provider.Name, "another nonce");
        if (TextOf(token, AuthorizedParty) is var party && party != provider.Options.ClientId
            && (party is not null || token.Audiences.Skip(1).Any()))
            throw new IdTokenRefusedException(provider.Name, "made for another client");
        return string.IsNullOrEmpty(token.Subject) ? throw new IdTokenRefusedException(provider.Name, "no subject") : token;
    }

    /// <summary>Compares in constant time.</summary>
    public static bool SameText(string? one, string other) =>
        one is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static Task<TokenValidationResult> Validate(
        SignInProvider provider, OpenIdConnectConfiguration configuration, string text) =>
        Reader.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = configuration.Issuer,
            ValidAudience = provider.Options.ClientId,
            IssuerSigningKeys = configuration.SigningKeys,
            ClockSkew = Slack,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateIssuerSigningKey = true,
        });

    private static string? TextOf(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var value) ? value : null;
}

/// <summary>An id token is not accepted. The message holds nothing of it.</summary>
internal sealed class IdTokenRefusedException(string provider, string reason)
    : Exception($"The id token of '{provider}' is refused: {reason}.");
