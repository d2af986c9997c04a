using System.Net.Http.Json;
using Sanctum.Tests;

namespace Sanctum.Access;

public sealed class RoleTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task Viewer_sees_agents_and_may_not_use_or_change_them_and_developer_may()
    {
        var agent = await access.Gateway.CreateAgent();
        var (_, viewer) = await access.NewSignedInUser("viewer");
        var (_, developer) = await access.NewSignedInUser("developer");

        await (await viewer.GetAsync($"/v1/agents/{agent}")).ShouldBeOk();
        using var executed = await Send(viewer, agent);
        var problem = await executed.ShouldRefuse(403, "forbidden");
        Assert.Contains("agents:execute", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains(
            "scope=\"agents:execute\"", Assert.Single(executed.Headers.WwwAuthenticate).Parameter, StringComparison.Ordinal);
        using var retired = await viewer.DeleteAsync($"/v1/agents/{agent}");
        await retired.ShouldRefuse(403, "forbidden");
        using var sent = await Send(developer, agent);
        await sent.ShouldBeOk();
        using var users = await developer.GetAsync("/api/users");
        await users.ShouldRefuse(403, "forbidden");
    }

    [Theory]
    [InlineData("admin", 200, 200, 200, 200)]
    [InlineData("developer", 200, 403, 403, 403)]
    [InlineData("viewer", 200, 200, 200, 200)]
    [InlineData(null, 403, 403, 403, 403)]
    public async Task Roles_see_what_they_are_for(string? role, int agents, int users, int audit, int keys)
    {
        var (_, client) = await access.NewSignedInUser(role is null ? [] : [role]);

        await AccessGateway.Answers(client, "/v1/agents", agents);
        await AccessGateway.Answers(client, "/api/users", users);
        await AccessGateway.Answers(client, "/v1/admin/audit", audit);
        await AccessGateway.Answers(client, "/v1/keys", keys);
    }

    [Fact]
    public async Task Custom_role_is_made_given_changed_and_deleted()
    {
        var role = $"r-{Guid.NewGuid():N}"[..16];
        await Put(role, 200, "queues:*");
        var (username, client) = await access.NewSignedInUser(role);
        using var refused = await client.GetAsync("/v1/agents");
        await refused.ShouldRefuse(403, "forbidden");

        await Put(role, 200, "queues:*", "agents:read");

        await AccessGateway.Answers(client, "/v1/agents", 200);
        using var taken = await access.Admin.DeleteAsync($"/v1/roles/{role}");
        await taken.ShouldRefuse(409, "conflict");
        using var none = await access.Admin.PutAsJsonAsync($"/api/users/{username}/roles", new { roles = Array.Empty<string>() });
        await none.ShouldBe(200);
        await AccessGateway.Answers(client, "/v1/agents", 403);
        using var deleted = await access.Admin.DeleteAsync($"/v1/roles/{role}");
        await deleted.ShouldBe(204);
        using var gone = await access.Admin.GetAsync($"/v1/roles/{role}");
        await gone.ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Built_in_roles_cannot_be_changed()
    {
        await Put("viewer", 409, "agents:read");
        using var deleted = await access.Admin.DeleteAsync("/v1/roles/admin");
        await deleted.ShouldRefuse(409, "conflict");
    }

    [Theory]
    [InlineData("agents")]
    [InlineData("agents:read:all")]
    [InlineData("Agents:read")]
    [InlineData("agents:fly")]
    [InlineData("")]
    public async Task Permission_that_is_none_or_that_nothing_needs_is_refused_by_its_field(string permission)
    {
        using var refused = await access.Admin.PutAsJsonAsync("/v1/roles/odd", new { permissions = new[] { permission } });

        Assert.Equal(["permissions[0]"], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Nobody_gives_away_more_than_they_have()
    {
        var role = $"m-{Guid.NewGuid():N}"[..16];
        await Put(role, 200, "users:*", "roles:*", "keys:*");
        var (_, manager) = await access.NewSignedInUser(role);
        var (plain, admin) = (await access.NewUser(), await access.NewUser("admin"));

        using var promoted = await manager.PutAsJsonAsync($"/api/users/{plain}/roles", new { roles = new[] { "admin" } });
        await promoted.ShouldRefuse(403, "forbidden");
        using var reset = await manager.PostAsync($"/api/users/{admin}/reset", null);
        await reset.ShouldRefuse(403, "forbidden");
        using var disabled = await manager.PostAsync($"/api/users/{admin}/disable", null);
        await disabled.ShouldRefuse(403, "forbidden");
        using var widened = await manager.PutAsJsonAsync($"/v1/roles/{role}", new { permissions = new[] { "*:*" } });
        await widened.ShouldRefuse(403, "forbidden");
        using var key = await manager.PostAsJsonAsync("/v1/keys", new { name = "wide", permissions = new[] { "agents:*" } });
        await key.ShouldRefuse(403, "forbidden");
        using var created = await manager.PostAsJsonAsync(
            "/api/users", new { username = $"x-{Guid.NewGuid():N}"[..12], roles = new[] { "admin" } });
        await created.ShouldRefuse(403, "forbidden");
        using var own = await manager.PutAsJsonAsync($"/api/users/{plain}/roles", new { roles = new[] { role } });
        await own.ShouldBe(200);
    }

    [Fact]
    public async Task Every_permission_is_listed()
    {
        using var answer = await access.Admin.GetAsync("/v1/permissions");
        var all = (await answer.ShouldBe(200))["items"]!.AsArray().Select(item => item!.GetValue<string>()).ToArray();

        Assert.Contains("agents:execute", all);
        Assert.Contains("users:write", all);
        Assert.Equal(all.Order(StringComparer.Ordinal), all);
    }

    private static Task<HttpResponseMessage> Send(HttpClient client, string agent) =>
        client.PostAsJsonAsync($"/v1/agents/{agent}/messages", new { text = "hello", from = "ann" });

    private async Task Put(string role, int status, params string[] permissions)
    {
        using var answer = await access.Admin.PutAsJsonAsync($"/v1/roles/{role}", new { permissions });
        await answer.ShouldBe(status);
    }
}
