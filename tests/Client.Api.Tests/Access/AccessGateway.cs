using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>A gateway that asks its callers to sign in, with an admin who has.</summary>
public sealed class AccessGateway : IAsyncLifetime
{
    internal const string Password = "correct horse battery";

    private readonly List<HttpClient> _clients = [];
    private int _names;

    internal RunningGateway Gateway { get; } = new();

    /// <summary>The admin's requests.</summary>
    internal HttpClient Admin => Gateway.Http;

    /// <summary>Requests of nobody.</summary>
    internal HttpClient Nobody => Client(null);

    internal string MachineKey => File.ReadAllText(Gateway.MachineKeyFile);

    internal IGrainFactory Grains => Gateway.Services.GetRequiredService<IGrainFactory>();

    public Task InitializeAsync() => Start(isRequired: true);

    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await Gateway.DisposeAsync();
    }

    internal async Task<AccessGateway> Start(bool isRequired, params string[] settings)
    {
        await Gateway.Start(
        [
            $"Sanctum:Access:Required={isRequired}", "Sanctum:Access:SignIn:AccessTokenLifetime=00:15:00",
            "Sanctum:Gateway:SignInsPerMinute=100000", .. settings,
        ]);
        var (client, tokens) = await SignInFirst("admin", await ResetAdmin());
        Admin.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        AdminTokens = tokens;
        return this;
    }

    internal JsonNode AdminTokens { get; private set; } = new JsonObject();

    /// <summary>A client that sends this token.</summary>
    internal HttpClient Client(string? token)
    {
        var client = new HttpClient { BaseAddress = Gateway.Address };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }

    internal async Task<string> ResetAdmin()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users/reset-admin");
        request.Headers.Add("X-Machine-Key", MachineKey);
        using var answer = await Nobody.SendAsync(request);
        return (await answer.ShouldBe(200)).Text("oneTimePassword");
    }

    internal async Task<HttpResponseMessage> TrySignIn(string username, string password) =>
        await Nobody.PostAsJsonAsync("/api/users/login", new { username, password });

    internal async Task<(HttpClient Client, JsonNode Tokens)> SignIn(string username, string password = Password)
    {
        using var answer = await TrySignIn(username, password);
        var tokens = await answer.ShouldBe(200);
        return (Client(tokens.Text("access_token")), tokens);
    }

    /// <summary>Signs in with a one-time password and changes it to <see cref="Password"/>.</summary>
    internal async Task<(HttpClient Client, JsonNode Tokens)> SignInFirst(string username, string oneTime)
    {
        var (first, _) = await SignIn(username, oneTime);
        using var changed = await first.PutAsJsonAsync(
            "/api/users/me/password", new { currentPassword = oneTime, newPassword = Password });
        await changed.ShouldBe(204);
        return await SignIn(username);
    }

    /// <summary>A new user with these roles, who has <see cref="Password"/>.</summary>
    internal async Task<string> NewUser(params string[] roles)
    {
        var username = $"user-{Interlocked.Increment(ref _names)}-{Guid.NewGuid():N}"[..20];
        using var created = await Admin.PostAsJsonAsync("/api/users", new { username, password = Password, roles });
        await created.ShouldBe(201);
        return username;
    }

    internal async Task<(string Username, HttpClient Client)> NewSignedInUser(params string[] roles)
    {
        var username = await NewUser(roles);
        return (username, (await SignIn(username)).Client);
    }

    /// <summary>A new key of the admin; the answer has its id and its secret.</summary>
    internal async Task<JsonNode> NewKey(HttpClient owner, params string[] permissions)
    {
        using var created = await owner.PostAsJsonAsync("/v1/keys", new { name = "test", permissions });
        return await created.ShouldBe(201);
    }

    /// <summary>Waits until the gateway answers so.</summary>
    internal static Task Answers(HttpClient client, string path, int status) => Eventually.True(async () =>
    {
        using var answer = await client.GetAsync(path);
        return (int)answer.StatusCode == status;
    });
}
