using System.Collections.Immutable;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>
/// What is demanded of an access token of OAuth 2.1: ES256, this gateway as issuer and audience, the type, a key that we know,
/// and its time. The issuer that a token names chooses this or <see cref="BearerTokens"/>; the algorithm that it names decides
/// nothing.
/// </summary>
internal sealed class OAuthTokens(OAuthKeys keys, PublicAddress address)
{
    private const int MaxBytes = 8 * 1024;
    private const string IdClaim = "oi_tkn_id";

    // Clocks of gateways and silos differ.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);
    private static readonly JsonWebTokenHandler Reader = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxBytes };

    /// <summary>Whether a token names another issuer than that of <c>/api/users/login</c>.</summary>
    public static bool Concerns(string text) => Parse(text) is { Issuer: not AccessTokens.Issuer };

    /// <summary>What an access token says; null if it is not accepted.</summary>
    public async Task<OAuthTokenClaims?> Validate(string text, HttpRequest request)
    {
        if (Parse(text)?.Kid is not { Length: > 0 } kid)
            return null;
        await keys.Prepare(kid);
        var here = address.Of(request).AbsoluteUri;
        var result = await Reader.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [AccessTokens.Type],
            ValidIssuer = here,
            ValidAudience = here,
            ClockSkew = Slack,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            TryAllIssuerSigningKeys = false,
            ValidateIssuerSigningKey = true,
            IssuerSigningKeyResolver = (_, _, named, _) => keys.Find(named),
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken token } ? Read(token, kid) : null;
    }

    private static OAuthTokenClaims? Read(JsonWebToken token, string kid) =>
        Guid.TryParse(TextOf(token, IdClaim), out var id) && TextOf(token, AccessTokens.TenantClaim) == GrainKey.DefaultTenant
            ? new OAuthTokenClaims(id, kid, token.Subject, ScopesOf(token))
            : null;

    private static ImmutableArray<Permission> ScopesOf(JsonWebToken token) =>
    [
        .. (TextOf(token, OpenIddictConstants.Claims.Scope) ?? "").Split(' ')
            .Where(scope => Permission.TryParse(scope, out _)).Select(Permission.Parse),
    ];

    private static string? TextOf(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var value) ? value : null;

    private static JsonWebToken? Parse(string text)
    {
        try
        {
            return text.Length > MaxBytes ? null : new JsonWebToken(text);
        }
        catch (ArgumentException)
        {
            // It is no JWT; the validation says so.
            return null;
        }
    }
}

/// <summary>What an access token says.</summary>
/// <param name="Id">Its id, by which its row is found.</param>
/// <param name="Kid">The key that signed it.</param>
/// <param name="Subject">The user, or the client.</param>
/// <param name="Scopes">The permissions among its scopes.</param>
internal sealed record OAuthTokenClaims(Guid Id, string Kid, string Subject, ImmutableArray<Permission> Scopes);
