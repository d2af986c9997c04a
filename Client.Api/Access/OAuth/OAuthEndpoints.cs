using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenIddict.Abstractions;
using Sanctum.Edge;
using Codes = OpenIddict.Abstractions.OpenIddictConstants.Errors;

namespace Sanctum.Access;

/// <summary>
/// The endpoints of OAuth 2.1 that its own metadata describes. OpenIddict reads and checks what comes in; what it answers in full
/// does not get to a handler here.
/// </summary>
internal sealed class OAuthEndpoints : IEndpointModule
{
    public void Register(IServiceCollection services)
    {
        services.AddOAuth();
        services.AddSingleton<Problems.IErrorShape, OAuthErrors>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        var oauth = routes.MapGroup("").ExcludeFromDescription()
            .AddEndpointFilter(routes.ServiceProvider.GetRequiredService<OAuthProtocol>());
        oauth.MapGet(OAuthPaths.Server, Unknown).IsOpen("Clients read what the server can do");
        oauth.MapGet(OAuthPaths.OpenId, Unknown).IsOpen("Clients read what the server can do");
        oauth.MapGet(OAuthPaths.Keys, Unknown).IsOpen("Public keys are public");
        oauth.MapPost(OAuthPaths.Revoke, Unknown).IsOpen("The client says who calls");
        oauth.MapPost(OAuthPaths.Token, Token).IsOpen("The client, a code or a refresh token says who calls");
        oauth.MapGet(OAuthPaths.Authorize, AuthorizationPage.Answer).IsOpen("Users sign in here");
        oauth.MapPost(OAuthPaths.Authorize, AuthorizationPage.Answer).IsOpen("Users sign in here");
        routes.MapPost(OAuthPaths.SignIn, SignInForm.Answer).ExcludeFromDescription().IsOpen("Users sign in here");
        routes.MapGet(OAuthPaths.Resource, Describe).ExcludeFromDescription().IsOpen("Clients read which server issues tokens");
    }

    // Reached only where OpenIddict answers nothing.
    private static NotFound Unknown() => TypedResults.NotFound();

    // RFC 9728.
    private static IResult Describe(HttpContext http, PublicAddress address)
    {
        var here = address.Of(http.Request).AbsoluteUri;
        return Results.Json(new Dictionary<string, object>
        {
            ["resource"] = here,
            ["authorization_servers"] = new[] { here },
            ["bearer_methods_supported"] = new[] { "header" },
            ["resource_name"] = "Sanctum",
        });
    }

    private static async Task<IResult> Token(
        HttpContext http, OAuthScopes scopes, PublicAddress address, IClusterClient grains)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (!request.GetResources().All(resource => address.Serves(resource, http.Request)))
            return OAuthProtocol.Refuse(Codes.InvalidTarget, "The resource is not served here.");
        if (!request.IsClientCredentialsGrantType())
            return OAuthProtocol.Issue(OAuthPrincipals.OfPresented(await OAuthProtocol.Presented(http), request));
        if (await grains.OAuth().FindClient(request.ClientId!) is not { } client)
            return OAuthProtocol.Refuse(Codes.InvalidClient, "The client is revoked.");
        return scopes.Of(request, client) is { } allowed
            ? OAuthProtocol.Issue(OAuthPrincipals.OfService(client, allowed, address.Of(http.Request)))
            : OAuthProtocol.Refuse(Codes.InvalidScope, "The client may not ask for one of the scopes, or it is no permission.");
    }
}
