using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Sanctum.Access;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Tenants;

/// <summary>Tenants from their creation to their deletion, over HTTP.</summary>
public sealed class TenantTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task A_tenant_is_created_with_roles_and_an_admin_listed_changed_and_audited()
    {
        var tenant = await TestTenant.Create(access, new { agents = 5 });

        var read = await Operator($"/v1/tenants/{tenant.Name}");
        Assert.Equal(
            (tenant.Name, $"Test {tenant.Name}", "active", 5, 0, 1),
            (read.Text("name"), read.Text("title"), read.Text("state"), read["quotas"]!["agents"]!.GetValue<int>(),
                read["use"]!["agents"]!.GetValue<int>(), read["use"]!["users"]!.GetValue<int>()));
        Assert.Equal(
            ["admin", "developer", "viewer"],
            (await tenant.Get("/v1/roles"))["items"]!.AsArray().Select(role => role!.Text("name")));
        Assert.Equal(tenant.Name, (await tenant.Get("/api/users/me")).Text("tenant"));

        using var changed = await access.Admin.PutAsJsonAsync(
            $"/v1/tenants/{tenant.Name}", new { title = "Acme", quotas = new { users = 3 } });
        var now = await changed.ShouldBe(200);
        Assert.Equal(("Acme", null, 3), (now.Text("title"), now["quotas"]!["agents"], now["quotas"]!["users"]!.GetValue<int>()));
        Assert.Contains((await Operator("/v1/tenants?limit=200"))["items"]!.AsArray(), one => one!.Text("name") == tenant.Name);
        var page = await Operator($"/v1/tenants?after=default&limit=1");
        Assert.Single(page["items"]!.AsArray());
        Assert.Equal(page["items"]![0]!.Text("name"), page.Text("next"));
        var audited = (await Operator($"/v1/admin/audit?object=tenant/{tenant.Name}&limit=10"))["items"]!.AsArray();
        Assert.Equal(["tenant.change", "tenant.create"], audited.Select(entry => entry!.Text("action")));
    }

    [Fact]
    public async Task A_name_is_used_once_and_default_is_always_there()
    {
        var tenant = await TestTenant.Create(access);

        using var again = await access.Admin.PostAsJsonAsync("/v1/tenants", new { name = tenant.Name });
        await again.ShouldRefuse(409, "conflict");
        using var suspended = await access.Admin.PostAsync("/v1/tenants/default/suspend", null);
        await suspended.ShouldRefuse(409, "conflict");
        using var deleted = await access.Admin.DeleteAsync("/v1/tenants/default");
        await deleted.ShouldRefuse(409, "conflict");
        using var unsuspended = await access.Admin.DeleteAsync($"/v1/tenants/{tenant.Name}");
        await unsuspended.ShouldRefuse(409, "conflict");
        using var missing = await access.Admin.GetAsync("/v1/tenants/nowhere");
        await missing.ShouldRefuse(404, "not-found");
        using var undeleted = await access.Admin.GetAsync($"/v1/tenants/{tenant.Name}/deletion");
        await undeleted.ShouldRefuse(404, "not-found");
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"Acme"}""", "name")]
    [InlineData("""{"name":"a/b"}""", "name")]
    [InlineData("""{"name":"-a"}""", "name")]
    [InlineData("""{"name":"a2345678901234567890123456789012345678901"}""", "name")]
    [InlineData("""{"name":"a","quotas":{"agents":-1}}""", "quotas.agents")]
    [InlineData("""{"name":"a","quotas":{"users":0}}""", "quotas.users")]
    [InlineData("""{"name":"a","quotas":{"keys":10000001}}""", "quotas.keys")]
    [InlineData("""{"name":"a","quotas":{"sessions":-1}}""", "quotas.sessions")]
    [InlineData("""{"name":"a","quotas":{"memoryBlocks":-1}}""", "quotas.memoryBlocks")]
    [InlineData("""{"name":"a","quotas":{"messagesPerMinute":0}}""", "quotas.messagesPerMinute")]
    public async Task An_unusable_tenant_names_its_field(string body, string field)
    {
        using var refused = await access.Admin.PostAsync("/v1/tenants", RunningGateway.Json(body));

        Assert.Equal([field], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task A_tenants_admin_sees_its_own_tenant_and_manages_none()
    {
        var (mine, other) = (await TestTenant.Create(access), await TestTenant.Create(access));

        Assert.Equal("active", (await mine.Get($"/v1/tenants/{mine.Name}")).Text("state"));
        await (await mine.Admin.GetAsync($"/v1/tenants/{other.Name}")).ShouldRefuse(404, "not-found");
        await (await mine.Admin.GetAsync("/v1/tenants/default")).ShouldRefuse(404, "not-found");
        foreach (var path in (string[])["/v1/tenants", "/v1/cluster", "/v1/plugins", "/metrics"])
            Assert.Equal(403, (int)(await mine.Admin.GetAsync(path)).StatusCode);
        await (await mine.Admin.PostAsync($"/v1/tenants/{other.Name}/suspend", null)).ShouldRefuse(403, "forbidden");
        await (await mine.Admin.DeleteAsync($"/v1/tenants/{mine.Name}")).ShouldRefuse(403, "forbidden");
        await (await mine.Admin.PostAsJsonAsync("/v1/tenants", new { name = "mine" })).ShouldRefuse(403, "forbidden");
    }

    [Fact]
    public async Task Signing_in_to_another_tenant_or_to_none_is_refused_as_a_wrong_password_is()
    {
        var tenant = await TestTenant.Create(access);

        foreach (var (name, password) in ((string, string)[])
            [("nowhere", AccessGateway.Password), (tenant.Name, "a wrong password")])
        {
            using var refused = await TestTenant.TrySignIn(access, name, password);
            Assert.Equal(
                "The username or the password is wrong, or the user is disabled.",
                (await refused.ShouldRefuse(401, "invalid-credentials")).Text("detail"));
        }
        using var odd = await TestTenant.TrySignIn(access, "No Tenant", AccessGateway.Password);
        Assert.Equal(["tenant"], (await odd.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Tokens_and_keys_of_a_tenant_work_there_alone()
    {
        var tenant = await TestTenant.Create(access);
        await tenant.CreateAgent("only-here");
        var key = await tenant.WithKey(access, "agents:read");

        await (await key.GetAsync("/v1/agents/only-here")).ShouldBe(200);
        using var refreshed = await access.Nobody.PostAsJsonAsync(
            "/api/users/refresh", new Dictionary<string, string> { ["refresh_token"] = tenant.RefreshToken });
        var renewed = access.Client((await refreshed.ShouldBe(200)).Text("access_token"));
        await (await renewed.GetAsync("/v1/agents/only-here")).ShouldBe(200);
        await (await access.Admin.GetAsync("/v1/agents/only-here")).ShouldRefuse(404, "not-found");

        var secret = key.DefaultRequestHeaders.GetValues("X-API-Key").Single();
        Assert.StartsWith($"sanctum_{tenant.Name}~", secret, StringComparison.Ordinal);
        foreach (var moved in (string[])[secret.Replace(tenant.Name + "~", "", StringComparison.Ordinal),
            secret.Replace(tenant.Name, "nowhere", StringComparison.Ordinal)])
        {
            using var swapped = await access.Client(moved).GetAsync("/v1/agents");
            await swapped.ShouldRefuse(401, "invalid-token");
        }
        using var elsewhere = await access.Nobody.PostAsJsonAsync(
            "/api/users/refresh",
            new Dictionary<string, string>
            {
                ["refresh_token"] = tenant.RefreshToken.Replace(tenant.Name, "nowhere", StringComparison.Ordinal),
            });
        await elsewhere.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task A_password_is_reset_in_the_users_tenant()
    {
        var tenant = await TestTenant.Create(access);
        using var made = await tenant.Admin.PostAsJsonAsync(
            "/api/users", new { username = "ada", password = AccessGateway.Password, roles = new[] { "viewer" } });
        await made.ShouldBe(201);
        using var reset = await tenant.Admin.PostAsync("/api/users/ada/reset", null);
        var token = (await reset.ShouldBe(200)).Text("token");

        using var set = await access.Nobody.PostAsJsonAsync(
            "/api/users/password", new { token, password = "another long password" });
        await set.ShouldBe(204);

        await TestTenant.SignIn(access, tenant.Name, "another long password", "ada");
        using var recovered = await access.Admin.PostAsync($"/v1/tenants/{tenant.Name}/reset-admin", null);
        await TestTenant.SignIn(access, tenant.Name, (await recovered.ShouldBe(200)).Text("oneTimePassword"));
    }

    [Fact]
    public async Task A_suspended_tenants_callers_are_refused_and_its_agents_rest_until_it_is_resumed()
    {
        var tenant = await TestTenant.Create(access);
        await tenant.CreateAgent("resting");
        var key = await tenant.WithKey(access, "agents:read");
        using var held = await tenant.Send("resting", "hold suspended", "first", query: "");
        await held.ShouldBe(202);
        await Eventually.True(() => Task.FromResult(access.Gateway.Model.HasHeld("suspended")));
        using var waiting = await tenant.Send("resting", "later", "first", query: "");
        var item = (await waiting.ShouldBe(202)).Text("itemId");

        using var suspended = await access.Admin.PostAsync($"/v1/tenants/{tenant.Name}/suspend", null);
        Assert.Equal("suspended", (await suspended.ShouldBe(200)).Text("state"));
        await AccessGateway.Answers(tenant.Admin, "/v1/agents", 403);
        await (await tenant.Admin.GetAsync("/v1/agents")).ShouldRefuse(403, "tenant-suspended");
        await AccessGateway.Answers(key, "/v1/agents", 403);
        await (await TestTenant.TrySignIn(access, tenant.Name, AccessGateway.Password)).ShouldRefuse(403, "tenant-suspended");
        await (await TestTenant.TrySignIn(access, tenant.Name, "a wrong password")).ShouldRefuse(401, "invalid-credentials");
        using var refreshed = await access.Nobody.PostAsJsonAsync(
            "/api/users/refresh", new Dictionary<string, string> { ["refresh_token"] = tenant.RefreshToken });
        await refreshed.ShouldRefuse(403, "tenant-suspended");
        access.Gateway.Model.Release("suspended");
        // The turn that ran comes to its end; the next one is not begun.
        await Eventually.True(async () => await Count(
            "select count(*) from queue_item where tenant = $1 and status = 'done'", tenant.Name) == 1);
        Assert.Equal(1, await Count("select count(*) from queue_item where tenant = $1 and status = 'new'", tenant.Name));

        using var resumed = await access.Admin.PostAsync($"/v1/tenants/{tenant.Name}/resume", null);
        await resumed.ShouldBe(200);
        await AccessGateway.Answers(tenant.Admin, "/v1/agents", 200);
        await Eventually.True(async () =>
            (await tenant.Get($"/v1/agents/resting/queue/items/{item}")).Text("status") == "done");
    }

    [Theory]
    [InlineData("agents")]
    [InlineData("users")]
    [InlineData("keys")]
    [InlineData("sessions")]
    public async Task What_a_quota_has_no_room_for_is_refused_with_its_name(string quota)
    {
        var tenant = await TestTenant.Create(access, new { agents = 1, users = 2, keys = 1, sessions = 1 });
        await Eventually.True(async () =>
            (await tenant.Get($"/v1/tenants/{tenant.Name}"))["quotas"]!["agents"]?.GetValue<int>() == 1);
        await tenant.CreateAgent("first");

        await (await Another(tenant, quota, 1)).ShouldBeOk();
        using var refused = await Another(tenant, quota, 2);

        var problem = await refused.ShouldRefuse(429, "quota");
        Assert.Contains(quota, problem.Text("detail"), StringComparison.Ordinal);
        using var raised = await access.Admin.PutAsJsonAsync($"/v1/tenants/{tenant.Name}", new { title = "" });
        await raised.ShouldBe(200);
        await Eventually.True(async () => (await Another(tenant, quota, 3)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Messages_beyond_the_quota_of_a_minute_are_refused_and_other_tenants_are_not()
    {
        var (tenant, other) = (await TestTenant.Create(access, new { messagesPerMinute = 2 }), await TestTenant.Create(access));
        await tenant.CreateAgent("chatty");
        await other.CreateAgent("chatty");
        // The gateway knows of the quota.
        await Eventually.True(async () =>
            (int)(await tenant.Send("chatty", "hello", "one", query: "")).StatusCode == 429);

        using var refused = await tenant.Send("chatty", "hello", "one", query: "");
        await refused.ShouldRefuse(429, "quota");
        Assert.NotNull(refused.Headers.RetryAfter);
        await (await other.Send("chatty", "hello", "one", query: "")).ShouldBe(202);
        await tenant.Get("/v1/agents/chatty");
    }

    [Fact]
    public async Task A_deleted_tenant_leaves_no_row_and_a_receipt()
    {
        var (tenant, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        foreach (var one in (TestTenant[])[tenant, other])
        {
            await one.CreateAgent("ada");
            await (await one.Send("ada", "hello", "talk")).ShouldBe(200);
            using var policy = await one.Admin.PutAsync(
                "/v1/policies/rule", RunningGateway.Yaml("rules: [{ name: all, actions: [publish.post], effect: allow }]"));
            Assert.True(policy.IsSuccessStatusCode, await policy.Content.ReadAsStringAsync());
            await (await one.Admin.PostAsJsonAsync("/v1/agents/ada/passages", new { text = "A passage." })).ShouldBe(201);
            await one.Get("/v1/sessions");
            // Both have an agent and a session of these names.
            Assert.Equal(2, (await one.Get("/v1/agents/ada/recall?q=hello"))["items"]!.AsArray().Count);
        }
        var audited = await Count("select count(*) from audit_entry where tenant = $1", tenant.Name);
        await (await access.Admin.PostAsync($"/v1/tenants/{tenant.Name}/suspend", null)).ShouldBe(200);

        using var deleted = await access.Admin.DeleteAsync($"/v1/tenants/{tenant.Name}");
        await deleted.ShouldBe(202);

        var receipt = await Eventually.Get(
            () => Operator($"/v1/tenants/{tenant.Name}/deletion"), found => found["endedAt"] is not null);
        var tables = receipt["tables"]!.AsArray().ToDictionary(
            table => table!.Text("table"), table => table!["rows"]!.GetValue<long>());
        Assert.True(audited > 0 && tables["audit_entry"] >= audited);
        Assert.Superset(
            new HashSet<string> { "grain_state", "queue_item", "transcript_entry", "users", "roles", "signing_key",
                "policy_document", "memory_block", "memory_passage", "memory_embedding", "transcript_embedding",
                "transcript_recall", "session_activity", "refresh_token" },
            tables.Keys.ToHashSet());
        Assert.Equal(receipt["rows"]!.GetValue<long>(), tables.Values.Sum());
        foreach (var (table, condition) in await Tables())
            Assert.True(0 == await Count($"select count(*) from {table} where {condition}", tenant.Name), table);

        Assert.Equal("deleted", (await Operator($"/v1/tenants/{tenant.Name}")).Text("state"));
        await AccessGateway.Answers(tenant.Admin, "/v1/agents", 401);
        await (await TestTenant.TrySignIn(access, tenant.Name, AccessGateway.Password)).ShouldRefuse(401, "invalid-credentials");
        using var again = await access.Admin.PostAsJsonAsync("/v1/tenants", new { name = tenant.Name });
        await again.ShouldRefuse(409, "conflict");
        using var resumed = await access.Admin.PostAsync($"/v1/tenants/{tenant.Name}/resume", null);
        await resumed.ShouldRefuse(404, "not-found");
        await other.Get("/v1/agents/ada");
        await other.Get("/v1/sessions/talk");
        Assert.True((await Operator("/v1/admin/audit/verify"))["isIntact"]!.GetValue<bool>());
    }

    private static Task<HttpResponseMessage> Another(TestTenant tenant, string kind, int number) => kind switch
    {
        // One is there already.
        "agents" => number == 1 ? tenant.Admin.GetAsync("/v1/agents/first") : tenant.TryCreateAgent($"agent-{number}"),
        "users" => tenant.Admin.PostAsJsonAsync("/api/users", new { username = $"user-{number}" }),
        "keys" => tenant.Admin.PostAsJsonAsync("/v1/keys", new { name = "key", permissions = new[] { "agents:read" } }),
        _ => tenant.Admin.PutAsJsonAsync($"/v1/sessions/session-{number}", new { agentId = "first" }),
    };

    private async Task<JsonNode> Operator(string path) => await (await access.Admin.GetAsync(path)).ShouldBe(200);

    // As the database lists them: a table of a later migration is found without this test.
    private async Task<(string Table, string Condition)[]> Tables()
    {
        await using var command = access.Gateway.Rows.CreateCommand(
            """
            select c.table_name::text from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and c.column_name = 'tenant' and t.table_type = 'BASE TABLE'
            """);
        var found = new List<(string, string)>
        {
            ("grain_state", "starts_with(grain_key, $1 || '/')"), ("grain_reminder", "strpos(grain_id, '/' || $1 || '/') > 0"),
        };
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            found.Add((rows.GetString(0), "tenant = $1"));
        Assert.True(found.Count > 30);
        return [.. found];
    }

    private async Task<long> Count(string sql, string tenant)
    {
        await using var command = access.Gateway.Rows.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
