using System.Collections.Concurrent;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Sanctum.Access;

/// <summary>
/// What OpenID providers say of themselves: their addresses and their keys. It is fetched when it is needed, and kept for a
/// while.
/// </summary>
internal sealed class ProviderMetadata(IHttpClientFactory http, TimeProvider clock) : IDocumentRetriever
{
    /// <summary>The client for providers: no redirects, no cookies.</summary>
    public const string ClientName = "openid-providers";

    /// <summary>The most bytes of an answer of a provider.</summary>
    public const int MaxBytes = 256 * 1024;

    private const string Document = "/.well-known/openid-configuration";

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    // Tokens that name unknown keys have it ask again, but not for each of them.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (OpenIdConnectConfiguration Configuration, long Since)> _known =
        new(StringComparer.Ordinal);

    public static void AddClient(IServiceCollection services) => services.AddHttpClient(ClientName, client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.MaxResponseContentBufferSize = MaxBytes;
            client.DefaultRequestHeaders.UserAgent.ParseAdd("Sanctum/1.0");
        })
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        // Tokens are in what is sent and answered.
        .RemoveAllLoggers();

    /// <summary>What a provider says of itself.</summary>
    /// <exception cref="ProviderFailedException">It cannot be reached, or says what cannot be used.</exception>
    public Task<OpenIdConnectConfiguration> Of(SignInProvider provider, CancellationToken cancellationToken) =>
        Find(provider, Kept, cancellationToken);

    /// <summary>The same, but for what was known when a token named a key that is not there.</summary>
    /// <exception cref="ProviderFailedException">It cannot be reached, or says what cannot be used.</exception>
    public Task<OpenIdConnectConfiguration> Newer(SignInProvider provider, CancellationToken cancellationToken) =>
        Find(provider, AskAgain, cancellationToken);

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!SignInProviderOptions.IsSafe(address))
            throw new IOException($"The address {address} is neither https nor loopback.");
        using var client = http.CreateClient(ClientName);
        using var answer = await client.GetAsync(new Uri(address), cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    private async Task<OpenIdConnectConfiguration> Find(
        SignInProvider provider, TimeSpan age, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(provider.Name, out var known) && clock.GetElapsedTime(known.Since) < age)
            return known.Configuration;
        var since = clock.GetTimestamp();
        var found = await provider.Ask(
            ended => OpenIdConnectConfigurationRetriever.GetAsync($"{provider.Authority}{Document}", this, ended),
            cancellationToken);
        // OpenID Connect Discovery has the issuer be the address before the document's.
        if (found.Issuer?.TrimEnd('/') != provider.Authority)
            throw new ProviderFailedException(provider.Name, "it names another issuer than its authority.");
        if (!SignInProviderOptions.IsSafe(found.AuthorizationEndpoint) || !SignInProviderOptions.IsSafe(found.TokenEndpoint))
            throw new ProviderFailedException(provider.Name, "it has no authorization and token endpoints by https.");
        _known[provider.Name] = (found, since);
        return found;
    }
}
