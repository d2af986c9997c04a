using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Reads the rows each time and keeps nothing, so any process may have one.</summary>
/// <remarks>Options: <see cref="OAuthOptions.ClientDocuments"/>. Meter: <c>sanctum.access.oauth_tokens</c>.</remarks>
[StatelessWorker, GrainType("oauth")]
internal sealed partial class OAuthGrain(
    OAuthClientStore clients, OAuthTokenStore tokens, ClientDocuments documents, AccessMeter meter, TimeProvider clock,
    ILogger<OAuthGrain> logger) : Grain, IOAuthGrain
{
    private const int MaxConsents = 200;
    private const int MaxIdCharacters = 512;
    private static readonly TimeSpan ReadAgain = TimeSpan.FromHours(1);

    private string Tenant => this.Key().Tenant;

    public async Task<OAuthClient?> FindClient(string clientId)
    {
        if (clientId.Length > MaxIdCharacters || clientId.Contains('\0', StringComparison.Ordinal))
            return null;
        var row = await clients.Find(Tenant, clientId, CancellationToken.None);
        if (row is { Client.RevokedAt: not null })
            return null;
        if (row is not null && (row.Client.Source != OAuthClientSource.Document || clock.GetUtcNow() - row.ReadAt < ReadAgain))
            return row.Client;
        if (!documents.Concerns(clientId) || await documents.Find(clientId) is not { } described)
            return null;
        // It becomes a row with the first consent; what anybody names is not written down.
        if (row is not null)
            await Keep(described);
        return described;
    }

    public async Task<OAuthClient?> FindClientById(Guid id) =>
        await clients.Find(Tenant, id, CancellationToken.None) is { Client: { RevokedAt: null } client } ? client : null;

    public async Task<OAuthConsent> GiveConsent(string clientId, string username, ImmutableArray<string> scopes)
    {
        var client = await FindClient(clientId) ?? throw new NotFoundException("client", clientId);
        if (client.Source == OAuthClientSource.Document)
            await Keep(client);
        var now = clock.GetUtcNow();
        var consent = new OAuthConsent(Guid.CreateVersion7(now), client.Id, clientId, client.Name, username, scopes, now);
        var details = new JsonObject
        {
            ["client"] = clientId,
            ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]),
        };
        var entry = clock.Entry(AuditActions.ConsentGive, $"consent/{consent.Id}", details);
        return await tokens.AddConsent(Tenant, consent, entry, CancellationToken.None)
            ? consent
            : throw new NotFoundException("client", clientId);
    }

    public Task<OAuthConsent?> FindConsent(Guid id) => tokens.FindConsent(Tenant, id, CancellationToken.None);

    public Task<ImmutableArray<OAuthConsent>> Consents(string username) =>
        tokens.Consents(Tenant, username, MaxConsents, CancellationToken.None);

    public async Task<bool> RevokeConsent(Guid id, string? username)
    {
        var reason = username is null ? "reused" : "user";
        var details = new JsonObject { ["reason"] = reason };
        var entry = clock.Entry(AuditActions.ConsentRevoke, $"consent/{id}", details);
        var isRevoked = await tokens.RevokeConsent(
            Tenant, id, username, reason, clock.GetUtcNow(), entry, CancellationToken.None);
        if (isRevoked && username is null)
            Reused(logger, id);
        return isRevoked;
    }

    public async Task AddToken(OAuthToken token)
    {
        await tokens.AddToken(Tenant, token, CancellationToken.None);
        meter.OAuthToken(token.Type);
    }

    public Task<OAuthToken?> FindToken(Guid id) => tokens.FindToken(Tenant, id, CancellationToken.None);

    public Task<OAuthToken?> FindTokenByReference(string reference) =>
        tokens.FindToken(Tenant, reference, CancellationToken.None);

    public Task<bool> ChangeToken(OAuthToken token) => tokens.ChangeToken(Tenant, token, CancellationToken.None);

    public Task<int> RevokeTokens(Guid consent) => tokens.RevokeTokens(Tenant, consent, CancellationToken.None);

    private async Task Keep(OAuthClient described)
    {
        if (!await clients.PutDocument(Tenant, described, OAuthRules.MaxClients, clock.GetUtcNow(), CancellationToken.None))
            throw new ConflictException($"There are {OAuthRules.MaxClients} clients, the limit; revoke one first.");
    }

    [LoggerMessage(2481, LogLevel.Warning, "A code or refresh token was used twice; the consent {Consent} is revoked")]
    private static partial void Reused(ILogger logger, Guid consent);
}
