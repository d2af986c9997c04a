using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Sanctum.Access;
using Sanctum.Testing;
using Sanctum.Tests;
using Sanctum.Tests.Fuzz;

namespace Sanctum.Tenants;

/// <summary>What one tenant has is not there for another, through every operation of the API.</summary>
public sealed partial class IsolationTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    // Reviewed: operations that name nothing of a tenant's, or make what they name in the caller's own tenant.
    private static readonly Dictionary<string, int[]> Exceptions = new(StringComparer.Ordinal)
    {
        ["GET /v1/tools/{tool}"] = [200],
        ["PATCH /v1/tools/{tool}"] = [200, 400],
        ["PUT /v1/budgets/{name}"] = [200, 201],
        ["PUT /v1/policies/{name}"] = [200],
        ["PUT /v1/memory/blocks/{label}"] = [200],
        ["PUT /v1/roles/{role}"] = [200],
        // A flag that was never set is off.
        ["GET /v1/flags/{flag}"] = [200],
        ["PUT /v1/flags/{flag}"] = [200],
        ["GET /v1/admin/dlq/{queue}"] = [200],
        ["DELETE /v1/admin/dlq/{queue}"] = [200],
        ["PUT /v1/platforms/{platform}"] = [403],
        ["DELETE /v1/platforms/{platform}"] = [403],
        ["GET /v1/platforms/{platform}/accounts"] = [200],
        // An outbox outlives its account, so an empty one is an answer.
        ["GET /v1/platforms/{platform}/accounts/{account}/outbox"] = [200],
        ["POST /v1/platforms/{platform}/accounts/{account}/outbox/retry"] = [200],
        // What a platform cannot do is said before the account is looked for.
        ["GET /v1/platforms/{platform}/accounts/{account}/search"] = [404, 409],
        ["GET /v1/platforms/{platform}/accounts/{account}/thread"] = [400, 404, 409],
        ["GET /v1/platforms/{platform}/accounts/{account}/profiles/{person}"] = [404, 409],
        ["DELETE /v1/platforms/{platform}/accounts/{account}/posts"] = [404, 409],
    };

    private static string[] OperatorsOnly { get; } =
        ["/v1/plugins", "/v1/oauth", "/api/users/me/consents", "/api/users/me/linked-accounts"];

    private static HashSet<string> Open { get; } = ["/v1/webchat/", "/webhook"];

    [Fact]
    public async Task Every_operation_answers_404_for_what_another_tenant_has()
    {
        var api = FuzzedApi.Read(await tenants.Access.Admin.GetStringAsync("/openapi/v1.json"));
        var named = api.Operations.Where(operation => operation.Path.Contains('{', StringComparison.Ordinal)).ToArray();
        var right = new RightRequests(new FuzzWorld());
        var wrong = new List<string>();

        // What a PUT makes in the caller's own tenant would be found by what follows it.
        foreach (var operation in named.OrderBy(one => one.Method == HttpMethod.Put))
        {
            var request = right.For(operation, new RightValues(new Random(1)), 0);
            request.Query.RemoveAll(one => one.Value is null);
            request.Headers.RemoveAll(one => one.Name == "Authorization");
            foreach (var parameter in Parameter().Matches(operation.Path).Select(match => match.Groups[1].Value))
                request.Place[parameter] = tenants.Place(operation.Path, parameter);
            using var answer = await tenants.Other.Admin.SendAsync(request.ToMessage());
            if (!Expected(operation).Contains((int)answer.StatusCode))
                wrong.Add($"{operation.Route}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.True(named.Length > 80);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        await OwnersThingsAreThere(named);
    }

    [Fact]
    public async Task Lists_show_what_is_the_callers_alone()
    {
        foreach (var path in (string[])["/v1/agents", "/v1/sessions", "/v1/people", "/v1/budgets", "/v1/policies", "/v1/keys",
            "/v1/outbox/posts", "/v1/queues", "/v1/platforms/webchat/accounts", "/api/memory/sessions"])
        {
            Assert.True((await tenants.Owner.Get(path))["items"]!.AsArray().Count > 0, path);
            Assert.DoesNotContain("of-owner", (await tenants.Other.Get(path)).ToJsonString(), StringComparison.Ordinal);
        }
        Assert.DoesNotContain("of-owner", (await tenants.Other.Get("/api/users")).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("of-owner", (await tenants.Other.Get("/v1/admin/audit")).ToJsonString(), StringComparison.Ordinal);
        var operators = await (await tenants.Access.Admin.GetAsync("/v1/agents")).ShouldBe(200);
        Assert.DoesNotContain("of-owner", operators.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_names_in_two_tenants_are_two_things()
    {
        var (one, two) = (await TestTenant.Create(tenants.Access), await TestTenant.Create(tenants.Access));
        foreach (var tenant in (TestTenant[])[one, two])
        {
            await tenant.CreateAgent("same");
            await (await tenant.Admin.PutAsJsonAsync(
                "/v1/agents/same/memory/notes", new { value = $"A note of {tenant.Name}" })).ShouldBeOk();
            await (await tenant.Send("same", $"said in {tenant.Name}", "talk")).ShouldBe(200);
            await (await tenant.Admin.PutAsJsonAsync(
                "/v1/budgets/all", new { scope = "tenant", unit = "tokens", cap = 1_000_000, window = "day" })).ShouldBeOk();
        }
        await (await one.Admin.DeleteAsync("/v1/agents/same")).ShouldBeOk();
        await (await one.Admin.PutAsJsonAsync("/v1/settings/mode", new { mode = "echo" })).ShouldBe(200);

        Assert.Equal("retired", (await one.Get("/v1/agents/same")).Text("status"));
        Assert.Equal("active", (await two.Get("/v1/agents/same")).Text("status"));
        Assert.Equal("live", (await two.Get("/v1/settings")).Text("messageMode"));
        foreach (var (tenant, other) in ((TestTenant, TestTenant)[])[(one, two), (two, one)])
        {
            foreach (var path in (string[])["/v1/sessions/talk/transcript", "/v1/agents/same/memory"])
            {
                var read = (await tenant.Get(path)).ToJsonString();
                Assert.Contains(tenant.Name, read, StringComparison.Ordinal);
                Assert.DoesNotContain(other.Name, read, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_budget_and_a_policy_hold_in_their_tenant_alone()
    {
        var (one, two) = (await TestTenant.Create(tenants.Access), await TestTenant.Create(tenants.Access));
        await one.CreateAgent("spender");
        await two.CreateAgent("spender");
        await (await one.Admin.PutAsJsonAsync(
            "/v1/budgets/none", new { scope = "tenant", unit = "tokens", cap = 0, window = "total" })).ShouldBeOk();
        using var policy = await two.Admin.PutAsync("/v1/policies/no-writing", RunningGateway.Yaml(
            "rules: [{ name: none, actions: [memory.write], effect: deny, reason: not here }]"));
        await policy.ShouldBeOk();

        await Eventually.True(async () =>
            (int)(await one.Send("spender", "hello", $"s-{Guid.NewGuid():N}")).StatusCode == 402);
        await (await two.Send("spender", "hello", "talk")).ShouldBe(200);
        await Eventually.True(async () => (int)(await two.Admin.PutAsJsonAsync(
            "/v1/agents/spender/memory/notes", new { value = "x" })).StatusCode == 403);
        await (await one.Admin.PutAsJsonAsync("/v1/agents/spender/memory/notes", new { value = "x" })).ShouldBeOk();
    }

    [Fact]
    public async Task A_live_view_shows_the_callers_session_and_no_other_of_its_name()
    {
        var (one, two) = (await TestTenant.Create(tenants.Access), await TestTenant.Create(tenants.Access));
        await one.CreateAgent("seen");
        await two.CreateAgent("seen");
        await (await one.Admin.PutAsJsonAsync("/v1/sessions/view", new { agentId = "seen" })).ShouldBeOk();
        await (await two.Admin.GetAsync("/v1/sessions/view/events", HttpCompletionOption.ResponseHeadersRead))
            .ShouldRefuse(404, "not-found");
        await (await two.Admin.PutAsJsonAsync("/v1/sessions/view", new { agentId = "seen" })).ShouldBeOk();

        using var stream = await one.Admin.GetAsync("/v1/sessions/view/events", HttpCompletionOption.ResponseHeadersRead);
        stream.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        await (await two.Send("seen", "of two", "view")).ShouldBe(200);
        await (await one.Send("seen", "of one", "view")).ShouldBe(200);

        var seen = "";
        while (!seen.Contains("You said: of one", StringComparison.Ordinal))
            seen += await lines.ReadLineAsync() ?? throw new EndOfStreamException(seen);
        Assert.DoesNotContain("of two", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_block_is_on_no_route_of_another_tenant()
    {
        var (one, two) = (await TestTenant.Create(tenants.Access), await TestTenant.Create(tenants.Access));
        await one.CreateAgent("first");
        await two.CreateAgent("second");
        const string Path = "/v1/memory/blocks/rules";
        await (await one.Admin.PutAsJsonAsync(Path, new { value = "Of one." })).ShouldBe(200);
        await (await one.Admin.PutAsJsonAsync($"{Path}/agents/first", new { right = "append" })).ShouldBe(200);

        foreach (var path in (string[])["", "/versions", "/versions/1", "/agents"])
            await (await two.Admin.GetAsync(Path + path)).ShouldRefuse(404, "not-found");
        await (await two.Admin.PostAsJsonAsync($"{Path}/append", new { text = "Of two." })).ShouldRefuse(404, "not-found");
        foreach (var act in (string[])["undo", "restore"])
            await (await two.Admin.PostAsJsonAsync($"{Path}/{act}", new { version = 1 })).ShouldRefuse(404, "not-found");
        foreach (var agent in (string[])["first", "second"])
        {
            await (await two.Admin.PutAsJsonAsync($"{Path}/agents/{agent}", new { right = "read" }))
                .ShouldRefuse(404, "not-found");
            await (await two.Admin.DeleteAsync($"{Path}/agents/{agent}")).ShouldRefuse(404, "not-found");
        }
        await (await two.Admin.DeleteAsync(Path)).ShouldRefuse(404, "not-found");
        Assert.Empty((await two.Get("/v1/memory/blocks"))["items"]!.AsArray());

        await (await two.Admin.PutAsJsonAsync(Path, new { value = "Of two." })).ShouldBe(200);
        await (await two.Admin.PutAsJsonAsync($"{Path}/agents/first", new { right = "read" })).ShouldRefuse(404, "not-found");
        Assert.Equal("Of one.", (await one.Get(Path)).Text("value"));
        Assert.Equal("first", Assert.Single((await one.Get($"{Path}/agents"))["items"]!.AsArray())!.Text("agent"));
        Assert.Empty((await two.Get($"{Path}/agents"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_web_chat_is_reached_in_the_tenant_that_is_named()
    {
        var nobody = tenants.Access.Nobody;

        await (await nobody.GetAsync($"/v1/webchat/chat-of-owner?tenant={tenants.Owner.Name}")).ShouldBe(200);
        await (await nobody.GetAsync("/v1/webchat/chat-of-owner")).ShouldRefuse(404, "not-found");
        await (await nobody.GetAsync($"/v1/webchat/chat-of-owner?tenant={tenants.Other.Name}")).ShouldRefuse(404, "not-found");
        await (await nobody.GetAsync("/v1/webchat/chat-of-owner?tenant=nowhere")).ShouldRefuse(404, "not-found");
        using var odd = await nobody.GetAsync("/v1/webchat/chat-of-owner?tenant=No%20Tenant");
        Assert.Equal(["tenant"], (await odd.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    private static int[] Expected(FuzzedOperation operation)
    {
        if (Exceptions.TryGetValue(operation.Route, out var expected))
            return expected;
        if (OperatorsOnly.Any(path => operation.Path.StartsWith(path, StringComparison.Ordinal)))
            return [403];
        // Visitors are asked for their cookie first; none of the default tenant's chats has the name.
        if (operation.Path.Contains("/webchat/", StringComparison.Ordinal))
            return [401, 404];
        return operation.Path.StartsWith("/v1/tenants", StringComparison.Ordinal)
            && operation.Route != "GET /v1/tenants/{tenant}"
            ? [403]
            : [404];
    }

    // None of those requests did anything, and each id was right.
    private async Task OwnersThingsAreThere(FuzzedOperation[] named)
    {
        foreach (var operation in named.Where(one => one.Method == HttpMethod.Get && !Expected(one).Contains(403)
            && !Open.Any(part => one.Path.Contains(part, StringComparison.Ordinal))
            && !one.Path.Contains("/v1/admin/dlq", StringComparison.Ordinal)
            && !one.Path.EndsWith("/events", StringComparison.Ordinal)))
        {
            var request = new FuzzedRequest(operation);
            foreach (var parameter in Parameter().Matches(operation.Path).Select(match => match.Groups[1].Value))
                request.Place[parameter] = tenants.Place(operation.Path, parameter);
            using var answer = await tenants.Owner.Admin.SendAsync(request.ToMessage());
            Assert.True(
                (int)answer.StatusCode != 404 || operation.Path.Contains("{person}", StringComparison.Ordinal)
                    || operation.Path.Contains("/thread", StringComparison.Ordinal),
                $"{operation.Route}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}
