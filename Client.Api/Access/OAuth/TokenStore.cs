using System.Collections.Immutable;
using System.Text.Json;
using OpenIddict.Abstractions;

namespace Sanctum.Access;

/// <summary>OpenIddict's tokens, as rows of <c>oauth_token</c>. Texts of tokens are not kept.</summary>
internal sealed class TokenStore(IClusterClient grains, TimeProvider clock) : IOpenIddictTokenStore<Kept<OAuthToken>>
{
    public ValueTask<Kept<OAuthToken>> InstantiateAsync(CancellationToken cancellationToken) => new(
        new Kept<OAuthToken>(new OAuthToken(
            Guid.CreateVersion7(clock.GetUtcNow()), Guid.Empty, null, "", "", "", clock.GetUtcNow(), clock.GetUtcNow(), null,
            1)));

    public async ValueTask CreateAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        await grains.OAuth().AddToken(token.Row);

    public async ValueTask UpdateAsync(Kept<OAuthToken> token, CancellationToken cancellationToken)
    {
        if (!await grains.OAuth().ChangeToken(token.Row))
            throw new OpenIddictExceptions.ConcurrencyException("The token was changed by another request.");
        token.Row = token.Row with { Version = token.Row.Version + 1 };
    }

    public async ValueTask<Kept<OAuthToken>?> FindByIdAsync(string identifier, CancellationToken cancellationToken) =>
        Guid.TryParse(identifier, out var id) && await grains.OAuth().FindToken(id) is { } row ? new Kept<OAuthToken>(row) : null;

    public async ValueTask<long> RevokeByAuthorizationIdAsync(string identifier, CancellationToken cancellationToken) =>
        await grains.OAuth().RevokeTokens(Guid.Parse(identifier));

    public ValueTask<string?> GetIdAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.Id.ToString());

    public ValueTask<string?> GetApplicationIdAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.Client.ToString());

    public ValueTask<string?> GetAuthorizationIdAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.Consent?.ToString());

    public ValueTask<string?> GetSubjectAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.Subject);

    public ValueTask<string?> GetTypeAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) => new(token.Row.Type);

    public ValueTask<string?> GetStatusAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.Status);

    public ValueTask<DateTimeOffset?> GetCreationDateAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.CreatedAt);

    public ValueTask<DateTimeOffset?> GetExpirationDateAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.ExpiresAt);

    public ValueTask<DateTimeOffset?> GetRedemptionDateAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.RedeemedAt);

    public ValueTask<string?> GetPayloadAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.Payload);

    public ValueTask<string?> GetReferenceIdAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(token.Row.Reference);

    public ValueTask<ImmutableDictionary<string, JsonElement>> GetPropertiesAsync(
        Kept<OAuthToken> token, CancellationToken cancellationToken) =>
        new(ImmutableDictionary<string, JsonElement>.Empty);

    public ValueTask SetApplicationIdAsync(Kept<OAuthToken> token, string? identifier, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { Client = OAuthStores.IdOf(identifier) ?? Guid.Empty };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetAuthorizationIdAsync(Kept<OAuthToken> token, string? identifier, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { Consent = OAuthStores.IdOf(identifier) };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetSubjectAsync(Kept<OAuthToken> token, string? subject, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { Subject = subject ?? "" };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetTypeAsync(Kept<OAuthToken> token, string? type, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { Type = type ?? "" };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetStatusAsync(Kept<OAuthToken> token, string? status, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { Status = status ?? "" };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetCreationDateAsync(Kept<OAuthToken> token, DateTimeOffset? date, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { CreatedAt = date ?? token.Row.CreatedAt };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetExpirationDateAsync(Kept<OAuthToken> token, DateTimeOffset? date, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { ExpiresAt = date ?? token.Row.ExpiresAt };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetRedemptionDateAsync(Kept<OAuthToken> token, DateTimeOffset? date, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { RedeemedAt = date };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetPayloadAsync(Kept<OAuthToken> token, string? payload, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { Payload = payload };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetReferenceIdAsync(Kept<OAuthToken> token, string? identifier, CancellationToken cancellationToken)
    {
        token.Row = token.Row with { Reference = identifier };
        return ValueTask.CompletedTask;
    }

    public ValueTask SetPropertiesAsync(
        Kept<OAuthToken> token, ImmutableDictionary<string, JsonElement> properties, CancellationToken cancellationToken) =>
        OAuthStores.Ignore(properties.IsEmpty ? null : "properties");

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => throw OAuthStores.NotServed();

    public ValueTask<long> CountAsync<TResult>(
        Func<IQueryable<Kept<OAuthToken>>, IQueryable<TResult>> query, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask<TResult?> GetAsync<TState, TResult>(
        Func<IQueryable<Kept<OAuthToken>>, TState, IQueryable<TResult>> query, TState state,
        CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthToken>> ListAsync(int? count, int? offset, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<TResult> ListAsync<TState, TResult>(
        Func<IQueryable<Kept<OAuthToken>>, TState, IQueryable<TResult>> query, TState state,
        CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public ValueTask DeleteAsync(Kept<OAuthToken> token, CancellationToken cancellationToken) => throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthToken>> FindAsync(
        string? subject, string? client, string? status, string? type, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthToken>> FindByApplicationIdAsync(string identifier, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthToken>> FindByAuthorizationIdAsync(
        string identifier, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public IAsyncEnumerable<Kept<OAuthToken>> FindBySubjectAsync(string subject, CancellationToken cancellationToken) =>
        throw OAuthStores.NotServed();

    public async ValueTask<Kept<OAuthToken>?> FindByReferenceIdAsync(string identifier, CancellationToken cancellationToken) =>
        await grains.OAuth().FindTokenByReference(identifier) is { } row ? new Kept<OAuthToken>(row) : null;

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
