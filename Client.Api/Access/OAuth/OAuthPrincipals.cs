using System.Security.Claims;
using OpenIddict.Abstractions;
using Sanctum.Identity;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sanctum.Access;

/// <summary>What OpenIddict's tokens say.</summary>
internal static class OAuthPrincipals
{
    private const string AuthenticationType = "oauth";

    /// <summary>Of a client that acts as itself.</summary>
    public static ClaimsPrincipal OfService(OAuthClient client, IEnumerable<string> scopes, Uri resource) =>
        Of(client.ClientId, scopes, resource);

    /// <summary>Of a user who allowed a client to act for them.</summary>
    public static ClaimsPrincipal OfUser(OAuthConsent consent, Uri resource)
    {
        // A client that may refresh needs no scope for that here.
        var principal = Of(consent.Username, consent.Scopes.Append(Scopes.OfflineAccess).Distinct(), resource);
        principal.SetAuthorizationId(consent.Id.ToString());
        return Completed(principal);
    }

    /// <summary>Of a code or refresh token that is exchanged; scopes may become fewer.</summary>
    public static ClaimsPrincipal OfPresented(ClaimsPrincipal presented, OpenIddictRequest request)
    {
        var principal = presented.Clone();
        if (request.IsRefreshTokenGrantType() && request.GetScopes() is { IsEmpty: false } fewer)
            principal.SetScopes(principal.GetScopes().Where(scope => scope == Scopes.OfflineAccess || fewer.Contains(scope)));
        return Completed(principal);
    }

    private static ClaimsPrincipal Of(string subject, IEnumerable<string> scopes, Uri resource)
    {
        var identity = new ClaimsIdentity(AuthenticationType, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject);
        identity.SetClaim(AccessTokens.TenantClaim, GrainKey.DefaultTenant);
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(scopes);
        principal.SetResources(resource.AbsoluteUri);
        return Completed(principal);
    }

    private static ClaimsPrincipal Completed(ClaimsPrincipal principal)
    {
        principal.SetDestinations(claim => claim.Type switch
        {
            Claims.Subject => [Destinations.AccessToken, Destinations.IdentityToken],
            AccessTokens.TenantClaim => [Destinations.AccessToken],
            _ => [],
        });
        return principal;
    }
}
