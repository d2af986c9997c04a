using System.Text.Json.Nodes;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// Requests about users, roles and keys, which need somebody who is signed in: an admin's key, which nothing that is sent here
/// ends, and for what keys cannot do the sessions of users who come and go.
/// </summary>
internal static class RightAccessCalls
{
    /// <summary>The password of every user; changed ones have another after it.</summary>
    public const string Password = "correct horse battery";

    /// <summary>The user who signs in most.</summary>
    public const string Guest = "guest";

    /// <summary>Users whose passwords are changed, once each.</summary>
    public static readonly string[] Changers = Names("changer", 40);

    /// <summary>Users who are disabled, enabled, reset and given roles.</summary>
    public static readonly string[] Managed = Names("managed", 5);

    private static readonly string[] NewUsers = Names("made", 60);
    private static readonly string[] Roles = Names("role", 5);
    private static readonly string[] Tenants = Names("tenant", 6);
    private static readonly Guid Nobody = new("01a1fd2a-0000-7000-8000-000000000000");

    public static bool IsOne(FuzzedOperation operation) =>
        operation.Path.StartsWith("/api/users", StringComparison.Ordinal)
            || new[] { "/v1/keys", "/v1/oauth", "/oauth", "/v1/roles", "/v1/permissions", "/v1/signing-keys", "/v1/tenants" }.Any(
                path => operation.Path.StartsWith(path, StringComparison.Ordinal));

    public static void Complete(FuzzedRequest request, RightValues values, FuzzWorld world)
    {
        request.Place["username"] = values.One(Managed);
        request.Place["role"] = values.One(Roles);
        request.Place["tenant"] = TenantOf(request, values);
        request.Place["key"] = world.Find("key", values.Random) ?? $"{Nobody}";
        request.Place["client"] = world.Find("oauth client", values.Random) ?? $"{Nobody}";
        request.Place["consent"] = world.Find("consent", values.Random) ?? $"{Nobody}";
        request.Place["provider"] = "corp";
        request.Place["session"] = world.Find("session", values.Random) ?? $"{Nobody}";
        if (Caller(request.Operation.Route) is { } caller && world.Find(caller, values.Random) is { } token)
            request.Headers.Add(("Authorization", $"Bearer {token}"));
        if (request.Operation.Path is "/api/users/reset-admin" or "/api/users/machine-token" or "/api/users/sign-in-links")
            request.Headers.Add(("X-Machine-Key", world.Find("machine key", values.Random)!));
        if (request.Operation.Path is "/api/users" or "/v1/keys" or "/v1/oauth/clients" or "/v1/tenants"
            && request.Method == HttpMethod.Get && values.Chance(40))
            request.Query.Add(("limit", $"{values.Random.Next(1, 100)}"));
        if (RightFactorCalls.IsOne(request.Operation.Route))
            RightFactorCalls.Complete(request, values, world);
        else if (BodyOf(request.Operation.Route, values, world) is { } body)
            (request.Body, request.ContentType) = (body, "application/json");
    }

    // One is suspended and deleted; nothing else can be asked of it then.
    private static string TenantOf(FuzzedRequest request, RightValues values) => request.Operation.Route switch
    {
        "DELETE /v1/tenants/{tenant}" or "GET /v1/tenants/{tenant}/deletion" => Tenants[0],
        "POST /v1/tenants/{tenant}/suspend" => values.One(Tenants),
        _ => values.One(Tenants[1..]),
    };

    // What only a user has, a user asks for.
    private static string? Caller(string route) => route switch
    {
        _ when RightFactorCalls.IsOne(route) => null,
        "PUT /api/users/me/password" => "changer token",
        "GET /api/users/me/sessions" or "GET /api/users/me/consents" or "DELETE /api/users/me/consents/{consent}"
            or "DELETE /api/users/me/sessions/{session}" or "POST /api/users/logout" or "GET /api/users/me/linked-accounts"
            or "DELETE /api/users/me/linked-accounts/{provider}" => "token",
        "POST /v1/keys" => "admin token",
        "POST /api/users/login" or "POST /api/users/refresh" or "POST /api/users/register" or "POST /api/users/password"
            or "POST /api/users/reset-admin" or "POST /api/users/machine-token" or "POST /api/users/sign-in-links"
            or "POST /api/users/sign-in-links/exchange" => null,
        _ => "admin key",
    };

    private static JsonObject? BodyOf(string route, RightValues values, FuzzWorld world) => route switch
    {
        "POST /api/users/login" => new JsonObject
        {
            ["username"] = values.Chance(60) ? Guest : values.One(Changers),
            ["password"] = Password,
        },
        "POST /api/users/refresh" => new JsonObject { ["refresh_token"] = world.Find("refresh", values.Random) ?? "none" },
        "POST /api/users/register" => new JsonObject { ["username"] = values.One(NewUsers), ["password"] = Password },
        "POST /api/users/sign-in-links/exchange" => new JsonObject { ["code"] = world.Find("link", values.Random) ?? "none" },
        "POST /api/users/password" => new JsonObject
        {
            ["token"] = world.Find("reset", values.Random) ?? "none",
            ["password"] = Password,
        },
        "PUT /api/users/me/password" =>
            new JsonObject { ["currentPassword"] = Password, ["newPassword"] = $"{Password} {values.Random.Next(100)}" },
        "POST /api/users" => new JsonObject
        {
            ["username"] = values.One(NewUsers),
            ["email"] = "ada@example.org",
            ["roles"] = new JsonArray("viewer"),
        },
        "PUT /api/users/{username}/roles" => new JsonObject { ["roles"] = new JsonArray(values.One(["viewer", "developer"])) },
        "PUT /v1/roles/{role}" => new JsonObject
        {
            ["permissions"] = new JsonArray(values.One(["agents:read", "queues:*", "*:read"])),
            ["description"] = values.Word(),
        },
        "POST /v1/tenants" => new JsonObject { ["name"] = values.One(Tenants), ["title"] = values.Word() },
        "PUT /v1/tenants/{tenant}" => new JsonObject
        {
            ["title"] = values.Word(),
            ["quotas"] = new JsonObject { ["agents"] = values.Random.Next(100), ["messagesPerMinute"] = null },
        },
        "POST /v1/keys" => new JsonObject
        {
            ["name"] = values.Word(),
            ["permissions"] = new JsonArray(values.One(["agents:read", "queues:*"])),
            ["expiresIn"] = values.One(["90d", "1h"]),
        },
        "POST /v1/oauth/clients" => new JsonObject
        {
            ["name"] = values.Word(),
            ["kind"] = "confidential",
            ["redirectUris"] = new JsonArray("https://app.example.org/back"),
            ["scopes"] = new JsonArray(values.One(["agents:read", "queues:*"])),
        },
        "PUT /v1/oauth/clients/{client}" => new JsonObject
        {
            ["name"] = values.Word(),
            ["redirectUris"] = new JsonArray("https://app.example.org/back"),
        },
        "POST /oauth/register" => new JsonObject
        {
            ["client_name"] = values.Word(),
            ["redirect_uris"] = new JsonArray("http://127.0.0.1/back"),
            ["token_endpoint_auth_method"] = values.One(["none", "client_secret_basic"]),
        },
        _ => null,
    };

    private static string[] Names(string prefix, int count) =>
        [.. Enumerable.Range(1, count).Select(number => $"{prefix}-{number}")];
}
