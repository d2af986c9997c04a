using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>Keeps no rows in memory; gateways keep what a key may do for a second.</summary>
[GrainType("apikeys")]
internal sealed class ApiKeysGrain(ApiKeyStore keys, TenantQuotaCheck quotas, TimeProvider clock) : Grain, IApiKeysGrain
{
    private const int MaxKeys = 1_000;
    private const int MaxPermissions = 100;
    private const int MaxNameCharacters = 100;
    private const int PrefixCharacters = 6;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3_650);

    private string Tenant => this.Key().Tenant;

    public async Task<CreatedApiKey> Create(NewApiKey key)
    {
        Check(key);
        if (Principal.Current is not { Kind: PrincipalKind.User } owner)
            throw new MissingPermissionException("keys:write", "Only users have keys.");
        Grants.Check(key.Permissions);
        var now = clock.GetUtcNow();
        var secret = TenantPart.Join(AccessTokens.ApiKeyPrefix, Tenant, SecretText.Generate());
        var created = new ApiKey(
            Guid.CreateVersion7(now), key.Name, secret[..(secret.Length - SecretText.Characters + PrefixCharacters)],
            [.. key.Permissions.Distinct()], owner.Id, now, now + key.Lifetime, null, null);
        var entry = clock.Entry(AuditActions.KeyCreate, $"key/{created.Id}", Described(created));
        if (!await quotas.Within(
                TenantQuotaKind.Keys, Tenant,
                () => keys.Add(Tenant, created, SecretText.Hash(secret), MaxKeys, entry, CancellationToken.None)))
            throw new ConflictException($"There are {MaxKeys} keys, the limit; revoke one first.");
        return new CreatedApiKey(created, secret);
    }

    public Task<ImmutableArray<ApiKey>> List(Guid? after, int limit) =>
        keys.List(Tenant, after, PageLimit.Check(limit), CancellationToken.None);

    public async Task<ApiKey> Revoke(Guid id)
    {
        var before = await keys.Find(Tenant, id, CancellationToken.None) ?? throw new NotFoundException("key", id.ToString());
        if (Principal.Current?.Id != before.Owner)
            Grants.Check(before.Permissions);
        await keys.Revoke(
            Tenant, id, clock.GetUtcNow(), clock.Entry(AuditActions.KeyRevoke, $"key/{id}", Described(before)),
            CancellationToken.None);
        return (await keys.Find(Tenant, id, CancellationToken.None))!;
    }

    private static void Check(NewApiKey key)
    {
        if (key.Name.Length is 0 or > MaxNameCharacters)
            throw new InvalidRequestException("name", $"has {key.Name.Length} characters; 1 to {MaxNameCharacters} are allowed.");
        NullCharacter.Refuse("name", key.Name);
        if (key.Permissions.Length is 0 or > MaxPermissions)
            throw new InvalidRequestException(
                "permissions", $"has {key.Permissions.Length} entries; 1 to {MaxPermissions} are allowed.");
        if (key.Lifetime is { } lifetime && (lifetime <= TimeSpan.Zero || lifetime > MaxLifetime))
            throw new InvalidRequestException("expiresIn", $"must be longer than 0s and at most {MaxLifetime.TotalDays:0}d.");
    }

    private static JsonObject Described(ApiKey key) => new()
    {
        ["name"] = key.Name,
        ["owner"] = key.Owner,
        ["permissions"] = new JsonArray([.. key.Permissions.Select(permission => (JsonNode)permission.ToString())]),
        ["expiresAt"] = key.ExpiresAt,
    };
}
