using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;

namespace Sanctum.Access;

/// <summary>
/// OpenIddict's applications, as rows of <c>oauth_client</c>. It only reads them; <c>/v1/oauth/clients</c> writes.
/// </summary>
internal sealed class ClientStore(IClusterClient grains) : IOpenIddictApplicationStore<Kept<OAuthClient>>
{
    private static readonly ImmutableArray<string> OfService =
    [
        OpenIddictConstants.Permissions.Endpoints.Token, OpenIddictConstants.Permissions.Endpoints.Revocation,
        OpenIddictConstants.Permissions.GrantTypes.ClientCredentials,
    ];

    private static readonly ImmutableArray<string> ForUsers =
    [
        OpenIddictConstants.Permissions.Endpoints.Authorization, OpenIddictConstants.Permissions.Endpoints.Token,
        OpenIddictConstants.Permissions.Endpoints.Revocation, OpenIddictConstants.Permissions.GrantTypes.AuthorizationCode,
        OpenIddictConstants.Permissions.GrantTypes.RefreshToken, OpenIddictConstants.Permissions.ResponseTypes.Code,
    ];

    private static readonly ImmutableArray<string> Pkce = [OpenIddictConstants.Requirements.Features.ProofKeyForCodeExchange];

    public async ValueTask<Kept<OAuthClient>?> FindByClientIdAsync(string identifier, CancellationToken cancellationToken) =>
        await grains.OAuth().FindClient(identifier) is { } row ? new Kept<OAuthClient>(row) : null;

    public async ValueTask<Kept<OAuthClient>?> FindByIdAsync(string identifier, CancellationToken cancellationToken) =>
        Guid.TryParse(identifier, out var id) && await grains.OAuth().FindClientById(id) is { } row
            ? new Kept<OAuthClient>(row)
            : null;

    public ValueTask<string?> GetIdAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(application.Row.Id.ToString());

    public ValueTask<string?> GetClientIdAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(application.Row.ClientId);

    // Of clients without a secret a port of loopback may vary (RFC 8252): they are programs on the user's machine.
    public ValueTask<string?> GetApplicationTypeAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(application.Row.Kind == OAuthClientKind.Public
            ? OpenIddictConstants.ApplicationTypes.Native
            : OpenIddictConstants.ApplicationTypes.Web);

    public ValueTask<string?> GetClientTypeAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(application.Row.Kind == OAuthClientKind.Public
            ? OpenIddictConstants.ClientTypes.Public
            : OpenIddictConstants.ClientTypes.Confidential);

    public ValueTask<string?> GetClientSecretAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(application.Row.SecretHash.IsEmpty ? null : Convert.ToHexStringLower([.. application.Row.SecretHash]));

    public ValueTask<string?> GetConsentTypeAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(OpenIddictConstants.ConsentTypes.Explicit);

    public ValueTask<string?> GetDisplayNameAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(application.Row.Name);

    public ValueTask<ImmutableArray<string>> GetRedirectUrisAsync(
        Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(application.Row.RedirectUris);

    public ValueTask<ImmutableArray<string>> GetPermissionsAsync(
        Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(application.Row.Kind == OAuthClientKind.Service ? OfService : ForUsers);

    public ValueTask<ImmutableArray<string>> GetRequirementsAsync(
        Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(application.Row.Kind == OAuthClientKind.Service ? [] : Pkce);

    public ValueTask<ImmutableArray<string>> GetPostLogoutRedirectUrisAsync(
        Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(ImmutableArray<string>.Empty);

    public ValueTask<ImmutableDictionary<CultureInfo, string>> GetDisplayNamesAsync(
        Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(ImmutableDictionary<CultureInfo, string>.Empty);

    public ValueTask<ImmutableDictionary<string, JsonElement>> GetPropertiesAsync(
        Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(ImmutableDictionary<string, JsonElement>.Empty);

    public ValueTask<ImmutableDictionary<string, string>> GetSettingsAsync(
        Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new(ImmutableDictionary<string, string>.Empty);

    public ValueTask<JsonWebKeySet?> GetJsonWebKeySetAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        new((JsonWebKeySet?)null);

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => throw OAuthStores.NotServed();

    public ValueTask<long> CountAsync<TResult>(
        Func<IQueryable<Kept<OAuthClient>>, IQueryable<TResult>> query, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<TResult?> GetAsync<TState, TResult>(
        Func<IQueryable<Kept<OAuthClient>>, TState, IQueryable<TResult>> query, TState state,
        CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthClient>> ListAsync(int? count, int? offset, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<TResult> ListAsync<TState, TResult>(
        Func<IQueryable<Kept<OAuthClient>>, TState, IQueryable<TResult>> query, TState state,
        CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetApplicationTypeAsync(
        Kept<OAuthClient> application, string? type, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetClientIdAsync(
        Kept<OAuthClient> application, string? identifier, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetClientSecretAsync(
        Kept<OAuthClient> application, string? secret, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetClientTypeAsync(
        Kept<OAuthClient> application, string? type, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetConsentTypeAsync(
        Kept<OAuthClient> application, string? type, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetDisplayNameAsync(
        Kept<OAuthClient> application, string? name, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetDisplayNamesAsync(
        Kept<OAuthClient> application, ImmutableDictionary<CultureInfo, string> names, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetJsonWebKeySetAsync(
        Kept<OAuthClient> application, JsonWebKeySet? set, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetPermissionsAsync(
        Kept<OAuthClient> application, ImmutableArray<string> permissions, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetPostLogoutRedirectUrisAsync(
        Kept<OAuthClient> application, ImmutableArray<string> uris, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetPropertiesAsync(
        Kept<OAuthClient> application, ImmutableDictionary<string, JsonElement> properties,
        CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetRedirectUrisAsync(
        Kept<OAuthClient> application, ImmutableArray<string> uris, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetRequirementsAsync(
        Kept<OAuthClient> application, ImmutableArray<string> requirements, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetSettingsAsync(
        Kept<OAuthClient> application, ImmutableDictionary<string, string> settings, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<Kept<OAuthClient>> InstantiateAsync(CancellationToken cancellationToken) => throw OAuthStores.NotServed();

    public ValueTask CreateAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask DeleteAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask UpdateAsync(Kept<OAuthClient> application, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthClient>> FindByPostLogoutRedirectUriAsync(
        string uri, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthClient>> FindByRedirectUriAsync(string uri, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();
}
