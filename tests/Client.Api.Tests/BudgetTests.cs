using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Budgets;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>Budgets over HTTP; each test's budgets count an agent of its own.</summary>
[Collection(SharedGateway.Name)]
public sealed class BudgetTests(RunningGateway gateway)
{
    [Fact]
    public async Task A_budget_is_created_read_changed_and_deleted_and_each_change_is_audited()
    {
        var name = NewName();
        using var created = await Put(
            name, new { unit = "tokens", cap = 1_000, window = "day", scope = "agent", subject = name });
        var first = await created.ShouldBe(201);
        Assert.Equal($"/v1/budgets/{name}", created.Headers.Location!.ToString());
        Assert.Equal("\"1\"", created.Headers.ETag!.Tag);
        Assert.Equal(
            ("agent", name, "tokens", "day", "refuse", 1_000, 0, 0, 1_000),
            (first.Text("scope"), first.Text("subject"), first.Text("unit"), first.Text("window"), first.Text("rule"),
                Long(first, "cap"), Long(first, "spent"), Long(first, "reserved"), Long(first, "left")));
        Assert.NotNull(first["renewsAt"]);

        using var changed = await Put(
            name, new { unit = "tokens", cap = 2_000, window = "day", scope = "agent", subject = name, rule = "wait" },
            version: 1);
        Assert.Equal("wait", (await changed.ShouldBe(200)).Text("rule"));
        Assert.Equal(2_000, Long(await gateway.Get($"/v1/budgets/{name}"), "cap"));
        using var stale = await Put(
            name, new { unit = "tokens", cap = 3_000, window = "day", scope = "agent", subject = name }, version: 1);
        await stale.ShouldRefuse(412, "version-mismatch");
        Assert.Contains((await gateway.Get("/v1/budgets?limit=200"))["items"]!.AsArray(), item => item!.Text("name") == name);

        (await (await gateway.Http.DeleteAsync($"/v1/budgets/{name}")).ShouldBe(200)).Text("name");
        await (await gateway.Http.GetAsync($"/v1/budgets/{name}")).ShouldRefuse(404, "not-found");
        await (await gateway.Http.GetAsync($"/v1/budgets/{name}/entries")).ShouldRefuse(404, "not-found");
        await (await gateway.Http.DeleteAsync($"/v1/budgets/{name}")).ShouldRefuse(404, "not-found");
        var audited = (await gateway.Get($"/v1/admin/audit?object=budget/{name}&limit=10"))["items"]!.AsArray();
        Assert.Equal(
            ["budget.delete refused", "budget.delete ok", "budget.set refused", "budget.set ok", "budget.set ok"],
            audited.Select(entry => $"{entry!.Text("action")} {entry!.Text("result")}"));
        Assert.Equal(2_000, audited[3]!["details"]!["changes"]!["cap"]!["after"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("unit", """{"cap":1}""")]
    [InlineData("unit", """{"unit":"hours","cap":1}""")]
    [InlineData("cap", """{"unit":"tokens"}""")]
    [InlineData("cap", """{"unit":"tokens","cap":1.5}""")]
    [InlineData("cap", """{"unit":"tokens","cap":-1}""")]
    [InlineData("window", """{"unit":"tokens","cap":1,"window":"week"}""")]
    [InlineData("scope", """{"unit":"tokens","cap":1,"scope":"user"}""")]
    [InlineData("rule", """{"unit":"tokens","cap":1,"rule":"wait"}""")]
    [InlineData("subject", """{"unit":"tokens","cap":1,"scope":"agent"}""")]
    [InlineData("currency", """{"unit":"money","cap":1,"currency":"EUR"}""")]
    [InlineData("cheaperModel", """{"unit":"money","cap":1,"rule":"cheaper"}""")]
    [InlineData("limit", """{"unit":"tokens","cap":1,"limit":2}""")]
    public async Task A_field_that_breaks_a_rule_is_named(string field, string body)
    {
        using var answer = await gateway.Http.PutAsync($"/v1/budgets/{NewName()}", RunningGateway.Json(body));

        Assert.Equal([field], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Theory]
    [InlineData("/v1/budgets/Not-a-name", "name")]
    [InlineData("/v1/budgets?limit=201", "limit")]
    [InlineData("/v1/budgets?after=UPPER", "after")]
    [InlineData("/v1/budgets/any/entries?status=gone", "status")]
    [InlineData("/v1/budgets/any/entries?after=1", "after")]
    public async Task A_request_that_cannot_be_understood_is_refused_by_field(string path, string field)
    {
        using var answer = await gateway.Http.GetAsync(path);

        Assert.Equal([field], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task A_message_that_is_waited_for_is_refused_with_the_budget_its_cap_and_when_it_renews()
    {
        var agent = await LimitedAgent(cap: 10);

        using var answer = await gateway.Send(agent, new { text = "hello" }, "?wait=30s");

        var problem = await answer.ShouldRefuse(402, "budget-exceeded");
        Assert.Matches(
            $"^Budget '{agent}' has no room for the model call: 10 tokens of 10 tokens are left, .* " +
            "It renews at [0-9-]+T00:00:00Z[.]$",
            problem.Text("detail"));
        Assert.False(problem["retriable"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_chat_completion_is_refused_in_OpenAIs_shape_whole_and_streamed()
    {
        var agent = await LimitedAgent(cap: 10);

        using var whole = await Complete(agent, stream: false);
        using var streamed = await Complete(agent, stream: true);

        var error = (await whole.ShouldBe(402))["error"]!;
        Assert.Equal(("insufficient_quota", "budget_exceeded"), (error.Text("type"), error.Text("code")));
        Assert.Equal("false", whole.Headers.GetValues("x-should-retry").Single());
        await using var events = await streamed.Content.ReadAsStreamAsync();
        var last = JsonNode.Parse(SseParser.Create(events).Enumerate().Last().Data)!["error"]!;
        Assert.Equal("budget_exceeded", last.Text("code"));
        Assert.StartsWith($"Budget '{agent}'", last.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_turn_cost_is_spent_and_listed()
    {
        var agent = await LimitedAgent(cap: 1_000_000);

        using var answer = await gateway.Send(agent, new { text = "hello" }, "?wait=30s");

        await answer.ShouldBe(200);
        var budget = await gateway.Get($"/v1/budgets/{agent}");
        Assert.Equal((12, 0, 999_988), (Long(budget, "spent"), Long(budget, "reserved"), Long(budget, "left")));
        var entry = Assert.Single((await gateway.Get($"/v1/budgets/{agent}/entries?status=settled"))["items"]!.AsArray())!;
        Assert.Equal(
            ("settled", 12, $"agent/{agent}", "scripted/any"),
            (entry.Text("status"), Long(entry, "settled"), entry.Text("actor"), entry.Text("model")));
        Assert.Empty((await gateway.Get($"/v1/budgets/{agent}/entries?status=expired"))["items"]!.AsArray());
        Assert.Empty((await gateway.Get($"/v1/budgets/{agent}/entries?after={entry.Text("id")}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Watchers_hear_that_a_message_waits_and_for_how_long()
    {
        var agent = await LimitedAgent(cap: 100_000, rule: "wait");
        await Spend(agent, 99_999);
        var session = $"{agent}-s";
        (await gateway.Http.PutAsJsonAsync($"/v1/sessions/{session}", new { agentId = agent })).Dispose();
        await using var events = await EventStream.Open(gateway, session);

        (await gateway.Send(agent, new { text = "hello", sessionId = session })).Dispose();

        var seen = await events.Until((type, _) => type == "turn.ended");
        var ended = seen[^1].Data;
        Assert.Equal(
            ("new", "budget-exceeded", true),
            (ended.Text("status"), ended.Text("errorCode"), ended["retriable"]!.GetValue<bool>()));
        Assert.InRange(ended["retryAfter"]!.GetValue<int>(), 1, 900);
        var item = (await gateway.Get($"/v1/agents/{agent}/queue/items?status=new"))["items"]!.AsArray().Single()!;
        Assert.Contains("has no room for the model call", item.Text("lastError"), StringComparison.Ordinal);
        using var cancelled = await gateway.Http.PostAsync($"/v1/sessions/{session}/cancel", content: null);
        await cancelled.ShouldBe(200);
    }

    private static string NewName() => $"b-{Guid.NewGuid():N}";

    private static long Long(JsonNode node, string field) => node[field]!.GetValue<long>();

    // The agent with a daily budget of its name; it is in force once this process knows it.
    private async Task<string> LimitedAgent(long cap, string rule = "refuse")
    {
        var agent = await gateway.CreateAgent();
        using var warm = await gateway.Send(agent, new { text = "hello" }, "?wait=30s");
        await warm.ShouldBe(200);
        using var put = await Put(agent, new { unit = "tokens", cap, window = "day", scope = "agent", subject = agent, rule });
        await put.ShouldBe(201);
        await Eventually.True(() => IsInForce(agent));
        return agent;
    }

    private async Task<bool> IsInForce(string agent)
    {
        var budgets = gateway.Services.GetRequiredService<TenantBudgets>();
        return !(await budgets.Of(new SpendingCall("default", agent, null, "s", Guid.NewGuid(), 0, 1), "m/x")).IsEmpty;
    }

    private async Task Spend(string name, long amount)
    {
        await using var command = gateway.Rows.CreateCommand(
            $"update budget set spent = {amount}, " +
            "window_start = date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' " +
            $"where name = '{name}'");
        await command.ExecuteNonQueryAsync();
    }

    private async Task<HttpResponseMessage> Put(string name, object body, int? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/budgets/{name}") { Content = JsonContent.Create(body) };
        if (version is { } demanded)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{demanded}\""));
        return await gateway.Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> Complete(string agent, bool stream) => gateway.Http.PostAsJsonAsync(
        "/v1/chat/completions",
        new { model = agent, stream, messages = new[] { new { role = "user", content = $"hello {stream}" } } });
}
