using System.Collections.Immutable;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>OAuth clients, and the keys of their tokens, for those who manage them.</summary>
internal sealed class OAuthClientEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var clients = routes.MapGroup("/v1/oauth/clients").WithTags("OAuth");
        clients.MapPost("", Create)
            .AlwaysNeeds("oauth_clients:write").ForOperators()
            .Produces<CreatedOAuthClientResource>(StatusCodes.Status201Created)
            .Refuses(400, 409)
            .WithSummary("Create an OAuth client")
            .WithDescription(
                "A `service` acts as itself with its scopes, by client credentials; `confidential` and `public` clients " +
                "act for users who allow it. The answer shows the secret once. Nobody gives a service " +
                "what they may not do themselves.");
        clients.MapGet("", List)
            .AlwaysNeeds("oauth_clients:read").ForOperators()
            .Produces<OAuthClientList>()
            .Refuses(400)
            .WithSummary("List OAuth clients, newest first")
            .WithDescription("Pass `next` as `after` for the next page.");
        clients.MapGet("/{client:guid}", Get)
            .AlwaysNeeds("oauth_clients:read").ForOperators()
            .Produces<OAuthClientResource>()
            .Refuses(404)
            .WithSummary("Read an OAuth client");
        clients.MapPut("/{client:guid}", Change)
            .AlwaysNeeds("oauth_clients:write").ForOperators()
            .Produces<OAuthClientResource>()
            .Refuses(400, 404, 409)
            .WithSummary("Replace an OAuth client's name, redirect URIs and scopes; they apply within a second");
        clients.MapPost("/{client:guid}/secret", RotateSecret)
            .AlwaysNeeds("oauth_clients:write").ForOperators()
            .Produces<CreatedOAuthClientResource>()
            .Refuses(404, 409)
            .WithSummary("Make a new secret, which is shown once; the one before is refused at once");
        clients.MapDelete("/{client:guid}", Revoke)
            .AlwaysNeeds("oauth_clients:write").ForOperators()
            .Produces<OAuthClientResource>()
            .Refuses(404)
            .WithSummary("Revoke an OAuth client; its tokens are refused within a second");
        var keys = routes.MapGroup("/v1/oauth/keys").WithTags("OAuth");
        keys.MapGet("", ListKeys)
            .AlwaysNeeds("signing_keys:read").ForOperators()
            .Produces<SigningKeyList>()
            .Refuses()
            .WithSummary("List the keys that sign tokens of OAuth, without their bytes");
        keys.MapPost("/rotate", RotateKeys)
            .AlwaysNeeds("signing_keys:write").ForOperators()
            .Produces<SigningKeyList>()
            .Refuses(400)
            .WithSummary("Sign tokens of OAuth under a new key")
            .WithDescription(
                "Tokens of the key before are accepted until they expire; with `immediately` they are refused within a second, " +
                "and users allow clients again.");
    }

    private static async Task<IResult> Create(
        CreateOAuthClientRequest request, HttpContext http, Permissions permissions, IClusterClient grains)
    {
        var created = await grains.OAuthClients().Create(new NewOAuthClient(
            request.Name ?? "", request.Kind ?? throw new InvalidRequestException("kind", "is missing."), OAuthClientSource.Admin,
            UrisOf(request.RedirectUris), Fields.Grants("scopes", request.Scopes ?? [], permissions)));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Created($"/v1/oauth/clients/{created.Client.Id}", CreatedOAuthClientResource.From(created));
    }

    private static async Task<OAuthClientList> List(Guid? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var page = await grains.OAuthClients().List(after, size);
        return new OAuthClientList([.. page.Select(OAuthClientResource.From)], page.Length == size ? page[^1].Id : null);
    }

    private static async Task<OAuthClientResource> Get(Guid client, IClusterClient grains) =>
        OAuthClientResource.From(await grains.OAuthClients().Get(client));

    private static async Task<OAuthClientResource> Change(
        Guid client, ChangeOAuthClientRequest request, Permissions permissions, IClusterClient grains) =>
        OAuthClientResource.From(await grains.OAuthClients().Change(
            client, request.Name ?? "", UrisOf(request.RedirectUris),
            Fields.Grants("scopes", request.Scopes ?? [], permissions)));

    private static async Task<CreatedOAuthClientResource> RotateSecret(Guid client, HttpContext http, IClusterClient grains)
    {
        var created = await grains.OAuthClients().RotateSecret(client);
        http.Response.Headers.CacheControl = "no-store";
        return CreatedOAuthClientResource.From(created);
    }

    private static async Task<OAuthClientResource> Revoke(Guid client, IClusterClient grains) =>
        OAuthClientResource.From(await grains.OAuthClients().Revoke(client));

    private static async Task<SigningKeyList> ListKeys(IClusterClient grains) => Describe(await grains.OAuthKeys().List());

    private static async Task<SigningKeyList> RotateKeys(bool? immediately, IClusterClient grains) =>
        Describe(await grains.OAuthKeys().Rotate(immediately is true));

    private static SigningKeyList Describe(IEnumerable<OAuthKey> keys) => new(
        [.. keys.Select(key => new SigningKeyResource(key.Kid, "ES256", key.CreatedAt, key.AcceptedUntil))]);

    private static ImmutableArray<string> UrisOf(string[]? uris) => [.. uris ?? []];
}

/// <summary>A client to be created.</summary>
/// <param name="Name">What users see; at most 100 characters.</param>
/// <param name="Kind">service, confidential or public.</param>
/// <param name="RedirectUris">Where users are sent back to, at most 20: https, http on loopback, or a scheme of the
/// program.</param>
/// <param name="Scopes">Permissions that it may ask for, at most 100; if left out, any that a user has.</param>
internal sealed record CreateOAuthClientRequest(
    string? Name, OAuthClientKind? Kind, string[]? RedirectUris = null, string[]? Scopes = null);

/// <summary>What is said of a client from now on.</summary>
/// <param name="Name">What users see.</param>
/// <param name="RedirectUris">Where users are sent back to.</param>
/// <param name="Scopes">Permissions that it may ask for.</param>
internal sealed record ChangeOAuthClientRequest(string? Name, string[]? RedirectUris = null, string[]? Scopes = null);

/// <summary>A page of clients.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record OAuthClientList(OAuthClientResource[] Items, Guid? Next);

/// <summary>A client whose secret was made.</summary>
/// <param name="Client">What is known of it.</param>
/// <param name="Secret">Its secret, which is shown once; null where it has none.</param>
internal sealed record CreatedOAuthClientResource(OAuthClientResource Client, string? Secret)
{
    public static CreatedOAuthClientResource From(CreatedOAuthClient created) =>
        new(OAuthClientResource.From(created.Client), created.Secret);
}

/// <summary>What is known of a client.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="ClientId">What it calls itself by.</param>
/// <param name="Name">What users see.</param>
/// <param name="Kind">service, confidential or public.</param>
/// <param name="Source">admin, registration or document.</param>
/// <param name="RedirectUris">Where users are sent back to.</param>
/// <param name="Scopes">Permissions that it may ask for; empty for any that a user has.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="RevokedAt">UTC; null if it is not revoked.</param>
internal sealed record OAuthClientResource(
    Guid Id, string ClientId, string Name, OAuthClientKind Kind, OAuthClientSource Source, string[] RedirectUris, string[] Scopes,
    string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public static OAuthClientResource From(OAuthClient client) => new(
        client.Id, client.ClientId, client.Name, client.Kind, client.Source, [.. client.RedirectUris],
        [.. client.Scopes.Select(scope => scope.ToString())], client.CreatedBy, client.CreatedAt, client.RevokedAt);
}
