using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Access;
using Sanctum.Tests;

namespace Sanctum.Tenants;

/// <summary>A tenant of a test, with its admin signed in.</summary>
internal sealed class TestTenant(string name, HttpClient admin, string refreshToken)
{
    private static int _names;

    public string Name => name;

    public HttpClient Admin => admin;

    public string RefreshToken => refreshToken;

    public static async Task<TestTenant> Create(AccessGateway access, object? quotas = null)
    {
        var name = NewName();
        using var created = await access.Admin.PostAsJsonAsync("/v1/tenants", new { name, title = $"Test {name}", quotas });
        var password = (await created.ShouldBe(201)).Text("oneTimePassword");
        var first = access.Client((await SignIn(access, name, password)).Text("access_token"));
        using var changed = await first.PutAsJsonAsync(
            "/api/users/me/password", new { currentPassword = password, newPassword = AccessGateway.Password });
        await changed.ShouldBe(204);
        var tokens = await SignIn(access, name, AccessGateway.Password);
        return new TestTenant(name, access.Client(tokens.Text("access_token")), tokens.Text("refresh_token"));
    }

    public static string NewName() => $"tenant-{Interlocked.Increment(ref _names)}-{Guid.NewGuid():N}"[..24];

    public static async Task<JsonNode> SignIn(
        AccessGateway access, string tenant, string password, string username = "admin") =>
        await (await TrySignIn(access, tenant, password, username)).ShouldBe(200);

    public static Task<HttpResponseMessage> TrySignIn(
        AccessGateway access, string? tenant, string password, string username = "admin") =>
        access.Nobody.PostAsJsonAsync("/api/users/login", new { tenant, username, password });

    public Task<HttpResponseMessage> TryCreateAgent(string agent) => Admin.PostAsync("/v1/agents", RunningGateway.Yaml(
        $$"""
        name: {{agent}}
        display_name: Test agent
        personality: { core_identity: "I am {agent_name}." }
        capabilities: { model: scripted/any }
        memory_blocks:
          notes: { label: "notes", value: "Of {{name}}.", limit: 1000 }
        """));

    public async Task CreateAgent(string agent) => await (await TryCreateAgent(agent)).ShouldBe(201);

    public Task<HttpResponseMessage> Send(string agent, string text, string session, string query = "?wait=20s") =>
        Admin.PostAsJsonAsync($"/v1/agents/{agent}/messages{query}", new { text, sessionId = session });

    public async Task<JsonNode> Get(string path) => await (await Admin.GetAsync(path)).ShouldBe(200);

    /// <summary>A client with an API key of the admin.</summary>
    public async Task<HttpClient> WithKey(AccessGateway access, params string[] permissions)
    {
        using var created = await Admin.PostAsJsonAsync("/v1/keys", new { name = "test", permissions });
        var client = access.Client(null);
        client.DefaultRequestHeaders.Add("X-API-Key", (await created.ShouldBe(201)).Text("secret"));
        return client;
    }

    public static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);
}
