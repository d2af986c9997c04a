using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpenIddict.Abstractions;

namespace Sanctum.Access;

/// <summary>A scope, which is a permission that some endpoint needs.</summary>
/// <param name="Name">Such as <c>agents:read</c>.</param>
internal sealed record OAuthScope(string Name);

/// <summary>OpenIddict's scopes: the permissions that endpoints declare. There is no table of them.</summary>
internal sealed class ScopeStore(Permissions permissions) : IOpenIddictScopeStore<OAuthScope>
{
    public ValueTask<OAuthScope?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        new(permissions.All.Contains(name, StringComparer.Ordinal) ? new OAuthScope(name) : null);

    public ValueTask<OAuthScope?> FindByIdAsync(string identifier, CancellationToken cancellationToken) =>
        FindByNameAsync(identifier, cancellationToken);

    public IAsyncEnumerable<OAuthScope> FindByNamesAsync(ImmutableArray<string> names, CancellationToken cancellationToken) =>
        permissions.All.Where(name => names.Contains(name)).Select(name => new OAuthScope(name)).ToAsyncEnumerable();

    public IAsyncEnumerable<OAuthScope> FindByResourceAsync(string resource, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<OAuthScope>();

    public IAsyncEnumerable<OAuthScope> ListAsync(int? count, int? offset, CancellationToken cancellationToken) =>
        permissions.All.Skip(offset ?? 0).Take(count ?? int.MaxValue).Select(name => new OAuthScope(name)).ToAsyncEnumerable();

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => new(permissions.All.Count);

    public ValueTask<string?> GetIdAsync(OAuthScope scope, CancellationToken cancellationToken) =>
        new(scope.Name);

    public ValueTask<string?> GetNameAsync(OAuthScope scope, CancellationToken cancellationToken) =>
        new(scope.Name);

    public ValueTask<string?> GetDisplayNameAsync(OAuthScope scope, CancellationToken cancellationToken) =>
        new(scope.Name);

    public ValueTask<string?> GetDescriptionAsync(OAuthScope scope, CancellationToken cancellationToken) =>
        new((string?)null);

    public ValueTask<ImmutableDictionary<CultureInfo, string>> GetDescriptionsAsync(
        OAuthScope scope, CancellationToken cancellationToken) =>
        new(ImmutableDictionary<CultureInfo, string>.Empty);

    public ValueTask<ImmutableDictionary<CultureInfo, string>> GetDisplayNamesAsync(
        OAuthScope scope, CancellationToken cancellationToken) =>
        new(ImmutableDictionary<CultureInfo, string>.Empty);

    public ValueTask<ImmutableDictionary<string, JsonElement>> GetPropertiesAsync(
        OAuthScope scope, CancellationToken cancellationToken) =>
        new(ImmutableDictionary<string, JsonElement>.Empty);

    public ValueTask<ImmutableArray<string>> GetResourcesAsync(OAuthScope scope, CancellationToken cancellationToken) =>
        new(ImmutableArray<string>.Empty);

    public ValueTask<long> CountAsync<TResult>(
        Func<IQueryable<OAuthScope>, IQueryable<TResult>> query, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<TResult?> GetAsync<TState, TResult>(
        Func<IQueryable<OAuthScope>, TState, IQueryable<TResult>> query, TState state, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<TResult> ListAsync<TState, TResult>(
        Func<IQueryable<OAuthScope>, TState, IQueryable<TResult>> query, TState state, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetDescriptionAsync(
        OAuthScope scope, string? description, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetDisplayNameAsync(
        OAuthScope scope, string? name, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetNameAsync(
        OAuthScope scope, string? name, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetDescriptionsAsync(
        OAuthScope scope, ImmutableDictionary<CultureInfo, string> descriptions, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetDisplayNamesAsync(
        OAuthScope scope, ImmutableDictionary<CultureInfo, string> names, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetPropertiesAsync(
        OAuthScope scope, ImmutableDictionary<string, JsonElement> properties, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask SetResourcesAsync(
        OAuthScope scope, ImmutableArray<string> resources, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<OAuthScope> InstantiateAsync(CancellationToken cancellationToken) => throw OAuthStores.NotServed();

    public ValueTask CreateAsync(OAuthScope scope, CancellationToken cancellationToken) => throw OAuthStores.NotServed();

    public ValueTask DeleteAsync(OAuthScope scope, CancellationToken cancellationToken) => throw OAuthStores.NotServed();

    public ValueTask UpdateAsync(OAuthScope scope, CancellationToken cancellationToken) => throw OAuthStores.NotServed();
}
