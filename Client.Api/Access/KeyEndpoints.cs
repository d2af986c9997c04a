using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>API keys, and the keys that sign access tokens.</summary>
internal sealed class KeyEndpoints : IEndpointModule
{
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3_650);

    public void Map(IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/v1/keys").WithTags("API keys");
        keys.MapPost("", Create)
            .AlwaysNeeds("keys:write")
            .Produces<CreatedKeyResource>(StatusCodes.Status201Created)
            .Refuses(400, 409)
            .WithSummary("Create an API key")
            .WithDescription(
                "The answer shows the key once. It acts for the user who created it, and never may do more than that user may.");
        keys.MapGet("", List)
            .AlwaysNeeds("keys:read")
            .Produces<KeyList>()
            .Refuses(400)
            .WithSummary("List API keys, newest first")
            .WithDescription("Pass `next` as `after` for the next page.");
        keys.MapDelete("/{key:guid}", Revoke)
            .AlwaysNeeds("keys:write")
            .Produces<KeyResource>()
            .Refuses(404)
            .WithSummary("Revoke an API key; it is refused within a second");
        var signing = routes.MapGroup("/v1/signing-keys").WithTags("API keys");
        signing.MapGet("", ListSigning)
            .AlwaysNeeds("signing_keys:read")
            .Produces<SigningKeyList>()
            .Refuses()
            .WithSummary("List the keys that sign access tokens, without their bytes");
        signing.MapPost("/rotate", Rotate)
            .AlwaysNeeds("signing_keys:write")
            .Produces<SigningKeyList>()
            .Refuses(400)
            .WithSummary("Sign access tokens under a new key")
            .WithDescription(
                "Tokens of the key before are accepted until they expire; with `immediately` they are refused within a second, " +
                "and clients refresh.");
        signing.MapGet("/jwks", ListPublic)
            .IsOpen("Public keys are public")
            .InNamedTenant()
            .Produces<PublicKeySet>()
            .Refuses()
            .WithSummary("The public keys that check access tokens by ES256 (RFC 7517)")
            .WithDescription("Empty where tokens are signed by HS256. It may be kept for a minute.");
    }

    private static async Task<IResult> Create(
        CreateKeyRequest request, HttpContext http, Permissions permissions, IClusterClient grains)
    {
        var key = new NewApiKey(
            request.Name ?? "", Fields.Grants("permissions", request.Permissions, permissions),
            request.ExpiresIn is { } span ? Durations.Parse("expiresIn", span, MaxLifetime) : null);
        var created = await grains.ApiKeys().Create(key);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Created(
            $"/v1/keys/{created.Key.Id}", new CreatedKeyResource(KeyResource.From(created.Key), created.Secret));
    }

    private static async Task<KeyList> List(Guid? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var page = await grains.ApiKeys().List(after, size);
        return new KeyList([.. page.Select(KeyResource.From)], page.Length == size ? page[^1].Id : null);
    }

    private static async Task<KeyResource> Revoke(Guid key, IClusterClient grains) =>
        KeyResource.From(await grains.ApiKeys().Revoke(key));

    private static async Task<SigningKeyList> ListSigning(IClusterClient grains) =>
        SigningKeyList.From(await grains.SigningKeys().List());

    private static async Task<PublicKeySet> ListPublic(HttpContext http, IClusterClient grains)
    {
        var keys = await grains.SigningKeys().Accepted();
        http.Response.Headers.CacheControl = "public, max-age=60";
        return new PublicKeySet([.. keys.Select(PublicKeyResource.Of).OfType<PublicKeyResource>()]);
    }

    private static async Task<SigningKeyList> Rotate(bool? immediately, IClusterClient grains) =>
        SigningKeyList.From(await grains.SigningKeys().Rotate(immediately is true));
}

/// <summary>A key to be created.</summary>
/// <param name="Name">What it is for; at most 100 characters.</param>
/// <param name="Permissions">What it may do, such as <c>agents:execute</c>; at most 100.</param>
/// <param name="ExpiresIn">How long it works, such as <c>90d</c>; for ever if left out.</param>
internal sealed record CreateKeyRequest(string? Name, string[]? Permissions, string? ExpiresIn = null);

/// <summary>A key that was created.</summary>
/// <param name="Key">What is known of it.</param>
/// <param name="Secret">What requests carry in <c>X-API-Key</c>; it is shown once.</param>
internal sealed record CreatedKeyResource(KeyResource Key, string Secret);

/// <summary>A page of keys.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record KeyList(KeyResource[] Items, Guid? Next);

/// <summary>What is known of an API key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">How it begins.</param>
/// <param name="Permissions">What it may do at most.</param>
/// <param name="Owner">The user with whose rights it acts.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; null if it does not expire.</param>
/// <param name="LastUsedAt">UTC, to the minute; null if never.</param>
/// <param name="RevokedAt">UTC; null if it is not revoked.</param>
internal sealed record KeyResource(
    Guid Id, string Name, string Prefix, string[] Permissions, string Owner, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    public static KeyResource From(ApiKey key) => new(
        key.Id, key.Name, key.Prefix, [.. key.Permissions.Select(permission => permission.ToString())], key.Owner, key.CreatedAt,
        key.ExpiresAt, key.LastUsedAt, key.RevokedAt);
}

/// <summary>The keys that sign access tokens.</summary>
/// <param name="Items">The one that signs first.</param>
internal sealed record SigningKeyList(SigningKeyResource[] Items)
{
    public static SigningKeyList From(IEnumerable<SigningKey> keys) => new(
        [.. keys.Select(key => new SigningKeyResource(key.Kid, key.Algorithm, key.CreatedAt, key.AcceptedUntil))]);
}

/// <summary>A key that signs access tokens.</summary>
/// <param name="Kid">Its id, which tokens name.</param>
/// <param name="Algorithm"><c>HS256</c> or <c>ES256</c>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="AcceptedUntil">When its tokens are refused, UTC; null for the key that signs.</param>
internal sealed record SigningKeyResource(string Kid, string Algorithm, DateTimeOffset CreatedAt, DateTimeOffset? AcceptedUntil);
