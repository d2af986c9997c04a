using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>
/// What is demanded of an access token: our issuer, audience and type, a key that we know, the one algorithm of that key, and its
/// time.
/// </summary>
internal static class BearerTokens
{
    /// <summary>Under what name the key's id is kept with what was validated.</summary>
    public const string KidParameter = "kid";

    private const int MaxBytes = 4 * 1024;

    // Clocks of gateways and silos differ.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    public static void Configure(JwtBearerOptions options, AcceptedKeys keys, KnownTenants tenants)
    {
        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxBytes });
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.EcdsaSha256],
            AlgorithmValidator = (algorithm, key, _, _) => CheckingKeys.AlgorithmOf(key) == algorithm,
            ValidTypes = [AccessTokens.Type],
            ValidIssuer = AccessTokens.Issuer,
            ValidAudience = AccessTokens.Audience,
            ClockSkew = Slack,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            TryAllIssuerSigningKeys = false,
            ValidateIssuerSigningKey = true,
            IssuerSigningKeyResolver = (_, token, kid, _) => keys.Find(TenantOf(token as JsonWebToken), kid),
        };
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = async received =>
            {
                received.Token = PresentedCredential.Of(received.HttpContext)?.Text;
                if (Read(received.Token) is { Kid: { Length: > 0 } kid } token && TenantOf(token) is { } tenant
                    && await tenants.Include(tenant))
                    await keys.Prepare(tenant, kid);
            },
            OnTokenValidated = validated =>
            {
                validated.Properties.SetParameter(KidParameter, (validated.SecurityToken as JsonWebToken)?.Kid);
                return Task.CompletedTask;
            },
        };
    }

    // Before its signature is looked at: it says whose keys to look for, and a key of another tenant is not among those.
    private static string? TenantOf(JsonWebToken? token) =>
        token is not null && token.TryGetPayloadValue<string>(AccessTokens.TenantClaim, out var tenant) ? tenant : null;

    private static JsonWebToken? Read(string? token)
    {
        try
        {
            return token is null or { Length: > MaxBytes } ? null : new JsonWebToken(token);
        }
        catch (ArgumentException)
        {
            // It is no JWT; the validation says so.
            return null;
        }
    }
}
