using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Sanctum.Identity;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>Finds out who stands behind a credential.</summary>
internal sealed class Callers(IClusterClient grains, KnownTenants tenants, PrincipalCache cache, OAuthTokens oauth)
{
    private const int MaxKeyCharacters = 200;

    /// <summary>Who stands behind a credential; null if it is not accepted.</summary>
    public async Task<FoundCaller?> Find(HttpContext context, PresentedCredential credential)
    {
        var address = CallerOf(context).Address;
        var lookUp = credential.Kind switch
        {
            CredentialKind.Token when OAuthTokens.Concerns(credential.Text) =>
                await OfOAuthToken(context, credential.Text, address),
            CredentialKind.Token => await OfToken(context, address),
            CredentialKind.Key => await OfKey(credential.Text, address),
            _ => null,
        };
        return lookUp is not null && await lookUp() is { } found
            ? new FoundCaller(found, lookUp)
            : null;
    }

    /// <summary>Where a request comes from.</summary>
    public static Caller CallerOf(HttpContext context) => new(
        context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
        context.Request.Headers.UserAgent.ToString() is { Length: > 0 } client ? client : null);

    private async Task<Func<Task<Principal?>>?> OfToken(HttpContext context, string address)
    {
        var result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (result.Principal is not { } claims || claims.FindFirst(AccessTokens.TenantClaim)?.Value is not { } tenant
            || !await tenants.Include(tenant))
            return null;
        if (KidOf(result) is not { } kid
            || !Guid.TryParseExact(claims.FindFirst(AccessTokens.SessionClaim)?.Value, "N", out var session))
            return null;
        var username = claims.FindFirst(JwtRegisteredClaimNames.Sub)?.Value;
        return () => OfSession(tenant, session, kid, username, address);
    }

    private async Task<Principal?> OfSession(string tenant, Guid session, string kid, string? username, string address)
    {
        var found = await cache.Get(
            $"{tenant}/{session:N}/{kid}", address, () => grains.Principals(tenant).OfSession(session, kid));
        return found?.Id == username ? found : null;
    }

    private async Task<Func<Task<Principal?>>?> OfOAuthToken(HttpContext context, string text, string address)
    {
        if (await oauth.Validate(text, context.Request) is not { } token)
            return null;
        return async () =>
        {
            var found = await cache.Get(
                $"oauth/{token.Id:N}/{token.Kid}", address,
                () => grains.Principals(GrainKey.DefaultTenant).OfOAuthToken(token.Id, token.Kid));
            // A refreshed token may have fewer scopes than its user allowed.
            return found?.Id == token.Subject
                ? found with { Permissions = Permission.Intersect(found.Permissions, token.Scopes) }
                : null;
        };
    }

    private static string? KidOf(AuthenticateResult result) =>
        result.Properties?.GetParameter<string>(BearerTokens.KidParameter);

    private async Task<Func<Task<Principal?>>?> OfKey(string key, string address)
    {
        if (key.Length > MaxKeyCharacters || !key.StartsWith(AccessTokens.ApiKeyPrefix, StringComparison.Ordinal))
            return null;
        var tenant = TenantPart.TenantOf(key, AccessTokens.ApiKeyPrefix, parts: 1);
        if (!await tenants.Include(tenant))
            return null;
        // Hashing it for each request would be dear, and no other name begins as a key does: tenants' names have no underscore.
        return () => cache.Get(
            key, address, () => grains.Principals(tenant).OfKey([.. SHA256.HashData(Encoding.UTF8.GetBytes(key))]));
    }
}

/// <summary>A caller who was found.</summary>
/// <param name="Principal">Who it is.</param>
/// <param name="LookUp">Finds out anew; null once it is not accepted any more.</param>
internal sealed record FoundCaller(Principal Principal, Func<Task<Principal?>> LookUp);
