using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using Sanctum.Identity;
using static OpenIddict.Abstractions.OpenIddictConstants;
using Codes = OpenIddict.Abstractions.OpenIddictConstants.Errors;

namespace Sanctum.Access;

/// <summary>
/// Asks a user, who signs in first, whether a client may act for them. It asks each time: a client without a secret could be any
/// program on the user's machine.
/// </summary>
internal static class AuthorizationPage
{
    /// <summary>The field of the form that has the user's answer.</summary>
    public const string Decision = "decision";

    /// <summary>The answer that allows it.</summary>
    public const string Allow = "allow";

    /// <summary>The answer that does not.</summary>
    public const string Deny = "deny";

    public static async Task<IResult> Answer(
        HttpContext http, OAuthScopes scopes, OAuthKeys keys, PublicAddress address, Callers callers, SignInProviders providers,
        IClusterClient grains)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (!request.GetResources().All(resource => address.Serves(resource, http.Request)))
            return OAuthProtocol.Refuse(Codes.InvalidTarget, "The resource is not served here.");
        if (await grains.OAuth().FindClient(request.ClientId!) is not { } client)
            return OAuthProtocol.Refuse(Codes.InvalidClient, "The client is revoked.");
        if (scopes.Of(request, client) is not { } asked)
            return OAuthProtocol.Refuse(
                Codes.InvalidScope, "The client may not ask for one of the scopes, or it is no permission.");
        if (await FindUser(http, callers) is not { } user)
            return AskToSignIn(http, request, client, providers);
        // A link could carry an answer as well; a form of another site cannot be sent with the user's cookie.
        var decision = HttpMethods.IsPost(http.Request.Method) ? (string?)request[Decision] : null;
        if (decision == Deny)
            return OAuthProtocol.Refuse(Codes.AccessDenied, "The user does not allow it.");
        if (decision != Allow)
            return request.HasPromptValue(PromptValues.None)
                ? OAuthProtocol.Refuse(Codes.ConsentRequired, "The user must be asked.")
                : OAuthHtml.Consent(http, request, client, user.Id, asked, keys.ConsentLifetime);
        user.Act();
        var consent = await grains.OAuth().GiveConsent(client.ClientId, user.Id, asked);
        return OAuthProtocol.Issue(OAuthPrincipals.OfUser(consent, address.Of(http.Request)));
    }

    // A session of the user, not a key and not a token of OAuth; clients are the operator's tenant's.
    private static async Task<Principal?> FindUser(HttpContext http, Callers callers)
    {
        if (PresentedCredential.Of(http) is not { Kind: CredentialKind.Token } credential)
            return null;
        var caller = await callers.Find(http, credential);
        return caller?.Principal is { Kind: PrincipalKind.User, SessionId: not null, MustChangePassword: false } user
            && user.Tenant == GrainKey.DefaultTenant
            ? user
            : null;
    }

    private static IResult AskToSignIn(
        HttpContext http, OpenIddictRequest request, OAuthClient client, SignInProviders providers)
    {
        if (request.HasPromptValue(PromptValues.None))
            return OAuthProtocol.Refuse(Codes.LoginRequired, "The user is not signed in.");
        // A browser keeps the cookie back when a page of another site leads here, and sends it when this page does.
        return http.Request.Headers["Sec-Fetch-Site"] == "cross-site" && HttpMethods.IsGet(http.Request.Method)
            ? OAuthHtml.Again(http)
            : OAuthHtml.SignIn(http, request, client, providers.All);
    }
}
