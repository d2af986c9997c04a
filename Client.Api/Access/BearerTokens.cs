using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Sanctum.Access;

/// <summary>
/// What is demanded of an access token: HS256, our issuer, audience and type, a key that we know, and its time.
/// </summary>
internal static class BearerTokens
{
    /// <summary>Under what name the key's id is kept with what was validated.</summary>
    public const string KidParameter = "kid";

    private const int MaxBytes = 4 * 1024;

    // Clocks of gateways and silos differ.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    public static void Configure(JwtBearerOptions options, AcceptedKeys keys)
    {
        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxBytes });
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidTypes = [AccessTokens.Type],
            ValidIssuer = AccessTokens.Issuer,
            ValidAudience = AccessTokens.Audience,
            ClockSkew = Slack,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            TryAllIssuerSigningKeys = false,
            ValidateIssuerSigningKey = true,
            IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid),
        };
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = async received =>
            {
                received.Token = PresentedCredential.Of(received.HttpContext)?.Text;
                await keys.Prepare(KidOf(received.Token));
            },
            OnTokenValidated = validated =>
            {
                validated.Properties.SetParameter(KidParameter, (validated.SecurityToken as JsonWebToken)?.Kid);
                return Task.CompletedTask;
            },
        };
    }

    private static string? KidOf(string? token)
    {
        try
        {
            return token is null or { Length: > MaxBytes } ? null : new JsonWebToken(token).Kid;
        }
        catch (ArgumentException)
        {
            // It is no JWT; the validation says so.
            return null;
        }
    }
}
