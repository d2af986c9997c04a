using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Keeps no rows in memory; gateways keep what a client's tokens may do for a second.</summary>
[GrainType("oauthclients")]
internal sealed class OAuthClientsGrain(OAuthClientStore clients, TimeProvider clock) : Grain, IOAuthClientsGrain
{
    private const int IdBytes = 12;

    private string Tenant => this.Key().Tenant;

    public async Task<CreatedOAuthClient> Create(NewOAuthClient client)
    {
        OAuthRules.Check(client.Kind, client.Name, client.RedirectUris, client.Scopes);
        if (client.Kind == OAuthClientKind.Service)
            Grants.Check(client.Scopes);
        var now = clock.GetUtcNow();
        var secret = client.Kind == OAuthClientKind.Public ? null : SecretText.Generate();
        var created = new OAuthClient(
            Guid.CreateVersion7(now), $"client_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}", client.Name,
            client.Kind, client.Source, client.RedirectUris, [.. client.Scopes.Distinct()],
            Principal.Current?.Actor ?? "system/access", now, null, HashOf(secret));
        var entry = clock.Entry(AuditActions.OAuthClientCreate, TargetOf(created), Described(created));
        if (!await clients.Add(Tenant, created, OAuthRules.MaxClients, entry, CancellationToken.None))
            throw new ConflictException($"There are {OAuthRules.MaxClients} clients, the limit; revoke one first.");
        return new CreatedOAuthClient(WithoutHash(created), secret);
    }

    public async Task<ImmutableArray<OAuthClient>> List(Guid? after, int limit)
    {
        var page = await clients.List(Tenant, after, PageLimit.Check(limit), CancellationToken.None);
        return [.. page.Select(WithoutHash)];
    }

    public async Task<OAuthClient> Get(Guid id) => WithoutHash(await Find(id));

    public async Task<OAuthClient> Change(
        Guid id, string name, ImmutableArray<string> redirectUris, ImmutableArray<Permission> scopes)
    {
        var before = await FindOpen(id);
        if (before.Source == OAuthClientSource.Document)
            throw new ConflictException("The client is described by the document at its id.");
        OAuthRules.Check(before.Kind, name, redirectUris, scopes);
        if (before.Kind == OAuthClientKind.Service)
            Grants.Check([.. before.Scopes, .. scopes]);
        var after = before with { Name = name, RedirectUris = redirectUris, Scopes = [.. scopes.Distinct()] };
        var details = Described(after);
        details["before"] = Described(before);
        if (!await clients.Change(
            Tenant, after, clock.Entry(AuditActions.OAuthClientChange, TargetOf(after), details), CancellationToken.None))
            throw Revoked();
        return WithoutHash(after);
    }

    public async Task<CreatedOAuthClient> RotateSecret(Guid id)
    {
        var client = await FindOpen(id);
        if (client.SecretHash.IsEmpty)
            throw new ConflictException("The client has no secret.");
        // Who has the secret of a service acts as the service.
        if (client.Kind == OAuthClientKind.Service)
            Grants.Check(client.Scopes);
        var secret = SecretText.Generate();
        var entry = clock.Entry(AuditActions.OAuthClientSecret, TargetOf(client));
        if (!await clients.SetSecret(Tenant, id, SecretText.Hash(secret), entry, CancellationToken.None))
            throw Revoked();
        return new CreatedOAuthClient(WithoutHash(client), secret);
    }

    public async Task<OAuthClient> Revoke(Guid id)
    {
        var client = await Find(id);
        var entry = clock.Entry(AuditActions.OAuthClientRevoke, TargetOf(client), Described(client));
        await clients.Revoke(Tenant, id, clock.GetUtcNow(), entry, CancellationToken.None);
        return WithoutHash(await Find(id));
    }

    private async Task<OAuthClient> Find(Guid id) =>
        (await clients.Find(Tenant, id, CancellationToken.None))?.Client ?? throw new NotFoundException("client", id.ToString());

    private async Task<OAuthClient> FindOpen(Guid id) =>
        await Find(id) is { RevokedAt: null } client ? client : throw Revoked();

    private static ConflictException Revoked() => new("The client is revoked.");

    private static OAuthClient WithoutHash(OAuthClient client) => client with { SecretHash = [] };

    private static ImmutableArray<byte> HashOf(string? secret) => secret is null ? [] : [.. SecretText.Hash(secret)];

    private static string TargetOf(OAuthClient client) => $"oauth_client/{client.ClientId}";

    private static JsonObject Described(OAuthClient client) => new()
    {
        ["name"] = client.Name,
        ["kind"] = client.Kind.ToString().ToLowerInvariant(),
        ["redirectUris"] = new JsonArray([.. client.RedirectUris.Select(uri => (JsonNode)uri)]),
        ["scopes"] = new JsonArray([.. client.Scopes.Select(scope => (JsonNode)scope.ToString())]),
    };
}
