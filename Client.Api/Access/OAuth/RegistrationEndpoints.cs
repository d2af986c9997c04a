using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Sanctum.Edge;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// Clients that register themselves (RFC 7591). The initial access token is an API key or token that may do that and nothing
/// else.
/// </summary>
internal sealed class RegistrationEndpoints : IEndpointModule
{
    private const string Code = "authorization_code";
    private const string RefreshToken = "refresh_token";
    private const string NoSecret = "none";
    private const string InHeader = "client_secret_basic";
    private const string InBody = "client_secret_post";
    private const string DefaultName = "A program";

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(OAuthPaths.Register, Register)
            .AlwaysNeeds("oauth_registrations:write").ForOperators()
            .Produces<RegisteredClient>(StatusCodes.Status201Created)
            .Produces<OAuthError>(StatusCodes.Status400BadRequest)
            .Produces<OAuthError>(StatusCodes.Status409Conflict)
            .WithTags("OAuth")
            .WithSummary("Register an OAuth client that acts for users")
            .WithDescription(
                "Dynamic client registration (RFC 7591): names are the standard's, and what is not known is ignored. The " +
                "initial access token is an API key with this permission. The answer shows the secret once.");

    private static async Task<IResult> Register(
        RegistrationRequest request, HttpContext http, Permissions permissions, IClusterClient grains)
    {
        var method = request.Method ?? InHeader;
        if (method is not (NoSecret or InHeader or InBody))
            throw new InvalidRequestException("token_endpoint_auth_method", $"must be {NoSecret}, {InHeader} or {InBody}.");
        if (request.GrantTypes is { } grants && !(grants.Contains(Code) && grants.All(grant => grant is Code or RefreshToken)))
            throw new InvalidRequestException("grant_types", $"must be {Code}, with or without {RefreshToken}.");
        if (request.ResponseTypes is not (null or ["code"]))
            throw new InvalidRequestException("response_types", "must be code.");
        var created = await grains.OAuthClients().Create(new NewOAuthClient(
            request.Name ?? DefaultName, method == NoSecret ? OAuthClientKind.Public : OAuthClientKind.Confidential,
            OAuthClientSource.Registration, UrisOf(request), ScopesOf(request.Scope, permissions)));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(RegisteredClient.From(created, method), statusCode: StatusCodes.Status201Created);
    }

    private static ImmutableArray<string> UrisOf(RegistrationRequest request) =>
        [.. request.RedirectUris ?? throw new InvalidRequestException("redirect_uris", "is missing.")];

    private static ImmutableArray<Permission> ScopesOf(string? scope, Permissions permissions)
    {
        var named = (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(one => one is not ("openid" or "offline_access")).ToArray();
        return Fields.Grants("scope", named, permissions);
    }
}

/// <summary>What a client says of itself, under the names of RFC 7591.</summary>
/// <param name="RedirectUris">Where users are sent back to.</param>
/// <param name="Name">What users see.</param>
/// <param name="Method"><c>none</c> for a client without a secret.</param>
/// <param name="GrantTypes">authorization_code, and refresh_token.</param>
/// <param name="ResponseTypes">code.</param>
/// <param name="Scope">Permissions that it may ask for, with spaces between; any if left out.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RegistrationRequest(
    [property: JsonPropertyName("redirect_uris")] string[]? RedirectUris,
    [property: JsonPropertyName("client_name")] string? Name = null,
    [property: JsonPropertyName("token_endpoint_auth_method")] string? Method = null,
    [property: JsonPropertyName("grant_types")] string[]? GrantTypes = null,
    [property: JsonPropertyName("response_types")] string[]? ResponseTypes = null,
    [property: JsonPropertyName("scope")] string? Scope = null);

/// <summary>A client that registered itself.</summary>
/// <param name="ClientId">Its id.</param>
/// <param name="ClientSecret">Its secret, which is shown once; left out where it has none.</param>
/// <param name="IssuedAt">Seconds since 1970.</param>
/// <param name="SecretExpiresAt">0: the secret does not expire; left out where there is none.</param>
/// <param name="Name">What users see.</param>
/// <param name="RedirectUris">Where users are sent back to.</param>
/// <param name="Method">How it says who it is.</param>
/// <param name="GrantTypes">What it may exchange for tokens.</param>
/// <param name="ResponseTypes">code.</param>
/// <param name="Scope">Permissions that it may ask for; left out for any.</param>
internal sealed record RegisteredClient(
    [property: JsonPropertyName("client_id")] string ClientId,
    [property: JsonPropertyName("client_secret"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? ClientSecret,
    [property: JsonPropertyName("client_id_issued_at")] long IssuedAt,
    [property: JsonPropertyName("client_secret_expires_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    long? SecretExpiresAt,
    [property: JsonPropertyName("client_name")] string Name,
    [property: JsonPropertyName("redirect_uris")] string[] RedirectUris,
    [property: JsonPropertyName("token_endpoint_auth_method")] string Method,
    [property: JsonPropertyName("grant_types")] string[] GrantTypes,
    [property: JsonPropertyName("response_types")] string[] ResponseTypes,
    [property: JsonPropertyName("scope"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Scope)
{
    public static RegisteredClient From(CreatedOAuthClient created, string method)
    {
        var client = created.Client;
        return new RegisteredClient(
            client.ClientId, created.Secret, client.CreatedAt.ToUnixTimeSeconds(), created.Secret is null ? null : 0, client.Name,
            [.. client.RedirectUris], method, ["authorization_code", "refresh_token"], ["code"],
            client.Scopes.IsEmpty ? null : string.Join(' ', client.Scopes));
    }
}
