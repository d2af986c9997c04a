using Microsoft.Extensions.Options;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sanctum.Access;

/// <summary>
/// OAuth 2.1 by OpenIddict: client credentials, codes with PKCE, refresh tokens that are exchanged once. Its endpoints run it
/// (<see cref="OAuthProtocol"/>), so other requests do not pay for it.
/// </summary>
internal static class OAuthHosting
{
    // Else ASP.NET would run OpenIddict for every request, before all else.
    private const string AuthenticationIsSet = "__AuthenticationMiddlewareSet";

    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);

    public static void AddOAuth(this IServiceCollection services)
    {
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<OAuthKeys>();
        services.AddSingleton<OAuthTokens>();
        services.AddSingleton<OAuthScopes>();
        services.AddSingleton<OAuthProtocol>();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(provider => provider.GetRequiredService<OAuthKeys>());
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(
            provider => provider.GetRequiredService<OAuthKeys>());
        services.AddOptions<OpenIddictServerOptions>().Configure<PublicAddress, OAuthScopes>((options, address, scopes) =>
        {
            options.Issuer = address.Configured;
            options.Scopes.UnionWith(scopes.Supported);
        });
        services.AddOpenIddict().AddCore(AddStores).AddServer(Configure);
        services.AddLogging(logging => logging.AddFilter("OpenIddict", LogLevel.Warning));
    }

    public static void UseOAuth(this WebApplication app) => ((IApplicationBuilder)app).Properties[AuthenticationIsSet] = true;

    private static void AddStores(OpenIddictCoreBuilder core)
    {
        core.SetDefaultApplicationEntity<Kept<OAuthClient>>();
        core.SetDefaultAuthorizationEntity<Kept<OAuthConsent>>();
        core.SetDefaultScopeEntity<OAuthScope>();
        core.SetDefaultTokenEntity<Kept<OAuthToken>>();
        core.ReplaceApplicationStore<Kept<OAuthClient>, ClientStore>(ServiceLifetime.Singleton);
        core.ReplaceAuthorizationStore<Kept<OAuthConsent>, ConsentStore>(ServiceLifetime.Singleton);
        core.ReplaceScopeStore<OAuthScope, ScopeStore>(ServiceLifetime.Singleton);
        core.ReplaceTokenStore<Kept<OAuthToken>, TokenStore>(ServiceLifetime.Singleton);
        core.ReplaceApplicationManager<Kept<OAuthClient>, ClientManager>();
        // What was revoked must be seen at once.
        core.DisableEntityCaching();
        core.DisableAdditionalFiltering();
    }

    private static void Configure(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris(OAuthPaths.Authorize)
            .SetTokenEndpointUris(OAuthPaths.Token)
            .SetRevocationEndpointUris(OAuthPaths.Revoke)
            .SetJsonWebKeySetEndpointUris(OAuthPaths.Keys)
            .SetConfigurationEndpointUris(OAuthPaths.Server, OAuthPaths.OpenId);
        server.AllowClientCredentialsFlow().AllowAuthorizationCodeFlow().AllowRefreshTokenFlow();
        server.RequireProofKeyForCodeExchange();
        server.DisableAccessTokenEncryption();
        server.SetAuthorizationCodeLifetime(CodeLifetime).SetRefreshTokenReuseLeeway(null);
        // A consent ends at last, however often its tokens are refreshed.
        server.DisableSlidingRefreshTokenExpiration();
        // OAuthScopes and PublicAddress decide that.
        server.DisableScopeValidation().IgnoreScopePermissions().DisableResourceValidation().IgnoreResourcePermissions();
        server.AddEventHandler<OpenIddictServerEvents.HandleConfigurationRequestContext>(
            handler => handler.UseSingletonHandler<OAuthMetadata>().SetOrder(int.MinValue));
        server.Configure(options =>
        {
            options.CodeChallengeMethods.Clear();
            options.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);
            options.ClientAuthenticationMethods.Remove(ClientAuthenticationMethods.PrivateKeyJwt);
            options.ClientAssertionTypes.Clear();
            options.PromptValues.Clear();
            options.PromptValues.UnionWith([PromptValues.None, PromptValues.Consent]);
        });
        // TLS is asked for where users sign in, as everywhere: by the proxy that ends it.
        server.UseAspNetCore().DisableTransportSecurityRequirement().EnableAuthorizationEndpointPassthrough()
            .EnableTokenEndpointPassthrough().SuppressJsonResponseIndentation();
    }
}
