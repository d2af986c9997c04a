using System.Collections.Immutable;
using System.Text.Json;
using OpenIddict.Abstractions;

namespace Sanctum.Access;

/// <summary>
/// OpenIddict's authorizations, as rows of <c>oauth_consent</c>. The page of consent makes them; what is changed here is that one
/// is revoked, because a code or a refresh token of it was used twice.
/// </summary>
internal sealed class ConsentStore(IClusterClient grains) : IOpenIddictAuthorizationStore<Kept<OAuthConsent>>
{
    public async ValueTask<Kept<OAuthConsent>?> FindByIdAsync(string identifier, CancellationToken cancellationToken) =>
        Guid.TryParse(identifier, out var id) && await grains.OAuth().FindConsent(id) is { } row
            ? new Kept<OAuthConsent>(row)
            : null;

    public async ValueTask UpdateAsync(Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        await grains.OAuth().RevokeConsent(authorization.Row.Id, username: null);

    public ValueTask SetStatusAsync(Kept<OAuthConsent> authorization, string? status, CancellationToken cancellationToken) =>
        status == OpenIddictConstants.Statuses.Revoked ? ValueTask.CompletedTask : throw OAuthStores.NotServed();

    public ValueTask<string?> GetIdAsync(Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        new(authorization.Row.Id.ToString());

    public ValueTask<string?> GetApplicationIdAsync(Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        new(authorization.Row.Client.ToString());

    public ValueTask<string?> GetSubjectAsync(Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        new(authorization.Row.Username);

    public ValueTask<string?> GetStatusAsync(Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        new(OpenIddictConstants.Statuses.Valid);

    public ValueTask<string?> GetTypeAsync(Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        new(OpenIddictConstants.AuthorizationTypes.Permanent);

    public ValueTask<ImmutableArray<string>> GetScopesAsync(
        Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        new(authorization.Row.Scopes);

    public ValueTask<DateTimeOffset?> GetCreationDateAsync(
        Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        new(authorization.Row.CreatedAt);

    public ValueTask<ImmutableDictionary<string, JsonElement>> GetPropertiesAsync(
        Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        new(ImmutableDictionary<string, JsonElement>.Empty);

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => throw OAuthStores.NotServed();

    public ValueTask<long> CountAsync<TResult>(
        Func<IQueryable<Kept<OAuthConsent>>, IQueryable<TResult>> query, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<TResult?> GetAsync<TState, TResult>(
        Func<IQueryable<Kept<OAuthConsent>>, TState, IQueryable<TResult>> query, TState state,
        CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthConsent>> ListAsync(int? count, int? offset, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<TResult> ListAsync<TState, TResult>(
        Func<IQueryable<Kept<OAuthConsent>>, TState, IQueryable<TResult>> query, TState state,
        CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetApplicationIdAsync(
        Kept<OAuthConsent> authorization, string? identifier, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetSubjectAsync(
        Kept<OAuthConsent> authorization, string? subject, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetTypeAsync(
        Kept<OAuthConsent> authorization, string? type, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetCreationDateAsync(
        Kept<OAuthConsent> authorization, DateTimeOffset? date, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetScopesAsync(
        Kept<OAuthConsent> authorization, ImmutableArray<string> scopes, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetPropertiesAsync(
        Kept<OAuthConsent> authorization, ImmutableDictionary<string, JsonElement> properties,
        CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<Kept<OAuthConsent>> InstantiateAsync(CancellationToken cancellationToken) => throw OAuthStores.NotServed();

    public ValueTask CreateAsync(Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask DeleteAsync(Kept<OAuthConsent> authorization, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthConsent>> FindAsync(
        string? subject, string? client, string? status, string? type, ImmutableArray<string>? scopes,
        CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthConsent>> FindByApplicationIdAsync(
        string identifier, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthConsent>> FindBySubjectAsync(string subject, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<long> RevokeAsync(
        string? subject, string? client, string? status, string? type, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<long> RevokeByApplicationIdAsync(string identifier, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<long> RevokeBySubjectAsync(string subject, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<long> PruneAsync(DateTimeOffset threshold, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();
}
