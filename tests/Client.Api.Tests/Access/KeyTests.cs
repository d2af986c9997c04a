using System.Net.Http.Json;
using Sanctum.Tests;

namespace Sanctum.Access;

public sealed class KeyTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task Key_is_shown_once_works_in_both_headers_within_its_scope_and_is_revoked()
    {
        var created = await access.NewKey(access.Admin, "agents:read");
        var (id, secret) = (created["key"]!.Text("id"), created.Text("secret"));
        var header = access.Client(null);
        header.DefaultRequestHeaders.Add("X-API-Key", secret);
        var bearer = access.Client(secret);

        await (await header.GetAsync("/v1/agents")).ShouldBeOk();
        await (await bearer.GetAsync("/v1/agents")).ShouldBeOk();
        using var beyond = await header.GetAsync("/v1/plugins");
        await beyond.ShouldRefuse(403, "forbidden");
        using var me = await header.GetAsync("/api/users/me");
        Assert.Equal(("key", id), ((await me.ShouldBe(200)).Text("kind"), (await me.ShouldBe(200)).Text("id")));
        using var sessions = await header.GetAsync("/api/users/me/sessions");
        await sessions.ShouldRefuse(403, "forbidden");
        using var list = await access.Admin.GetAsync("/v1/keys");
        var listed = await list.ShouldBe(200);
        Assert.DoesNotContain(secret, listed.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull(listed["items"]!.AsArray().Single(key => key!.Text("id") == id)!["lastUsedAt"]);

        using var revoked = await access.Admin.DeleteAsync($"/v1/keys/{id}");
        Assert.NotNull((await revoked.ShouldBe(200))["revokedAt"]);

        await AccessGateway.Answers(header, "/v1/agents", 401);
        using var twice = await access.Admin.DeleteAsync($"/v1/keys/{id}");
        await twice.ShouldBe(200);
    }

    [Fact]
    public async Task Key_expires()
    {
        using var created = await access.Admin.PostAsJsonAsync(
            "/v1/keys", new { name = "short", permissions = new[] { "agents:read" }, expiresIn = "2s" });
        var key = access.Client((await created.ShouldBe(201)).Text("secret"));

        await (await key.GetAsync("/v1/agents")).ShouldBeOk();
        await AccessGateway.Answers(key, "/v1/agents", 401);
    }

    [Fact]
    public async Task Key_loses_what_its_owner_loses()
    {
        var role = $"k-{Guid.NewGuid():N}"[..16];
        using var put = await access.Admin.PutAsJsonAsync(
            $"/v1/roles/{role}", new { permissions = new[] { "keys:write", "agents:read" } });
        await put.ShouldBe(200);
        var (username, owner) = await access.NewSignedInUser(role);
        var key = access.Client((await access.NewKey(owner, "agents:read")).Text("secret"));
        await (await key.GetAsync("/v1/agents")).ShouldBeOk();

        using var taken = await access.Admin.PutAsJsonAsync(
            $"/api/users/{username}/roles", new { roles = Array.Empty<string>() });
        await taken.ShouldBe(200);

        await AccessGateway.Answers(key, "/v1/agents", 403);
    }

    [Theory]
    [InlineData("sanctum_")]
    [InlineData("sanctum_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("anything else")]
    public async Task Unknown_key_is_refused(string key)
    {
        var client = access.Client(null);
        client.DefaultRequestHeaders.Add("X-API-Key", key);

        using var refused = await client.GetAsync("/v1/agents");

        await refused.ShouldRefuse(401, "invalid-token");
    }

    [Theory]
    [InlineData("""{"permissions":["agents:read"]}""", "name")]
    [InlineData("""{"name":"x"}""", "permissions")]
    [InlineData("""{"name":"x","permissions":[]}""", "permissions")]
    [InlineData("""{"name":"x","permissions":["agents:read"],"expiresIn":"soon"}""", "expiresIn")]
    [InlineData("""{"name":"x","permissions":["agents:read"],"expiresIn":"0s"}""", "expiresIn")]
    [InlineData("""{"name":"x","permissions":["agents:read"],"expiresIn":"9999d"}""", "expiresIn")]
    public async Task Unusable_key_names_its_field(string body, string field)
    {
        using var refused = await access.Admin.PostAsync("/v1/keys", RunningGateway.Json(body));

        Assert.Equal([field], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }
}
