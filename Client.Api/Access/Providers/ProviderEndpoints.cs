using Sanctum.Edge;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Access;

/// <summary>How users sign in by an OpenID provider: browsers are sent there, and come back.</summary>
internal sealed class ProviderEndpoints : IEndpointModule
{
    public void Register(IServiceCollection services)
    {
        ProviderMetadata.AddClient(services);
        services.AddSingleton<ProviderMetadata>();
        services.AddSingleton<SignInProviders>();
        services.AddSingleton<CodeExchange>();
        services.AddSingleton<IdTokens>();
        services.AddSingleton<PendingSignIns>();
        services.AddSingleton<ProviderMeter>();
        services.AddSingleton<ProviderSignIn>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        // Settings that are wrong end the start, not a sign-in.
        routes.ServiceProvider.GetRequiredService<SignInProviders>();
        // A counter is scraped before it has counted.
        routes.ServiceProvider.GetRequiredService<ProviderMeter>();
        var users = routes.MapGroup("/api/users").WithTags("Users");
        users.MapGet("/providers", List)
            .IsOpen("The page shows by which providers users sign in")
            .Produces<ProviderList>()
            .Refuses()
            .WithSummary("List the OpenID providers by which users sign in");
        users.MapGet("/login/{provider}", Begin)
            .ExcludeFromDescription()
            .IsOpen("Browsers are sent to a provider from here");
        users.MapGet("/login/{provider}/callback", End)
            .ExcludeFromDescription()
            .IsOpen("The provider sends browsers back here")
            .WithMetadata(new IgnoresUnknownQuery());
    }

    private static ProviderList List(SignInProviders providers) =>
        new([.. providers.All.Select(provider => new ProviderResource(
            provider.Name, provider.DisplayName, provider.SignInPath))]);

    private static Task<IResult> Begin(
        string provider, string? @return, HttpContext http, SignInProviders providers, ProviderSignIn signIn) =>
        signIn.Begin(http, providers.Get(provider), ReturnAddress.Check(@return), user: null);

    private static Task<IResult> End(string provider, HttpContext http, SignInProviders providers, ProviderSignIn signIn) =>
        signIn.End(http, providers.Get(provider));
}

/// <summary>The OpenID providers by which users sign in.</summary>
/// <param name="Items">By name.</param>
internal sealed record ProviderList(ProviderResource[] Items);

/// <summary>An OpenID provider by which users sign in.</summary>
/// <param name="Name">What the settings call it.</param>
/// <param name="DisplayName">What people call it.</param>
/// <param name="SignIn">The path that sends a browser there; <c>return</c> names the page to lead back to.</param>
internal sealed record ProviderResource(string Name, string DisplayName, string SignIn);
