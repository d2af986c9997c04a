using System.Net.Http.Json;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class ToolRunTests(RunningGateway gateway)
{
    [Fact]
    public async Task A_tool_is_run_from_outside_and_the_watchers_of_the_session_see_it()
    {
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        (await gateway.Http.PutAsJsonAsync($"/v1/sessions/{session}", new { agentId = agent })).Dispose();
        await using var events = await EventStream.Open(gateway, session);

        using var response = await Run(
            "calculate", new { agentId = agent, sessionId = session, arguments = new { expression = "6 * 7" } });
        var run = await response.ShouldBe(200);
        var seen = await events.Until((type, _) => type == "tool.ended");

        Assert.Equal(("ok", "calculate", agent), (run.Text("status"), run.Text("tool"), run.Text("agentId")));
        Assert.Contains("42", run.Text("payload"), StringComparison.Ordinal);
        Assert.True(run["executionTimeMs"]!.GetValue<double>() >= 0);
        Assert.Equal(["tool.started", "tool.ended"], seen.Select(one => one.Type));
        Assert.All(seen, one => Assert.Equal(run.Text("id"), one.Data.Text("turnId")));
        Assert.Equal(run.ToJsonString(), (await gateway.Get($"/v1/tools/calculate/runs/{run.Text("id")}")).ToJsonString());
        Assert.Empty((await gateway.Get($"/v1/sessions/{session}/transcript"))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_the_agents_policy_denies_is_blocked_and_in_the_audit_log()
    {
        var agent = $"few-{Guid.NewGuid():N}"[..20];
        using var created = await gateway.Http.PostAsJsonAsync(
            "/v1/agents", new
            {
                name = agent,
                personality = new { core_identity = "I am." },
                capabilities = new { model = "scripted/any", tools = new[] { "current_time" } },
            });
        await created.ShouldBe(201);

        using var response = await Run("calculate", new { agentId = agent, arguments = new { expression = 7 } });

        Assert.Equal("blocked", (await response.ShouldBe(200)).Text("status"));
        var entries = (await gateway.Get(
            "/v1/admin/audit?action=tool.execute&object=tool/calculate&actor=user/admin&limit=1000"))["items"]!.AsArray();
        var entry = Assert.Single(entries, entry => entry!["details"]!.Text("agentId") == agent)!;
        Assert.Equal("blocked", entry.Text("result"));
    }

    [Fact]
    public async Task The_same_key_is_the_same_run()
    {
        var agent = await gateway.CreateAgent();
        var body = new { agentId = agent, arguments = new { expression = "1 + 1" } };

        using var first = await Run("calculate", body, key: "once");
        using var again = await Run("calculate", body, key: "once");
        using var other = await Run("calculate", body with { arguments = new { expression = "2 + 2" } }, key: "once");

        Assert.Equal((await first.ShouldBe(200)).ToJsonString(), (await again.ShouldBe(200)).ToJsonString());
        await other.ShouldRefuse(409, "conflict");
    }

    [Theory]
    [InlineData("""{"agentId":"AGENT","arguments":{"expression":7}}""", "arguments.expression")]
    [InlineData("""{"agentId":"AGENT"}""", "arguments.expression")]
    [InlineData("""{"agentId":"AGENT","arguments":[]}""", "arguments")]
    [InlineData("""{"agentId":"No Agent","arguments":{}}""", "agentId")]
    [InlineData("""{"agentId":"AGENT","sessionId":"/"}""", "sessionId")]
    public async Task A_wrong_field_is_named_and_nothing_is_run(string body, string field)
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Http.PostAsync(
            "/v1/tools/calculate/runs", RunningGateway.Json(body.Replace("AGENT", agent, StringComparison.Ordinal)));

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var agent = await gateway.CreateAgent();
        using var noTool = await Run("no_such_tool", new { agentId = agent });
        using var noAgent = await Run("current_time", new { agentId = "nobody-at-all" });
        using var noSession = await Run("current_time", new { agentId = agent, sessionId = "never-opened" });
        using var noRun = await gateway.Http.GetAsync($"/v1/tools/current_time/runs/{Guid.NewGuid()}");

        foreach (var response in new[] { noTool, noAgent, noSession, noRun })
            await response.ShouldRefuse(404, "not-found");
    }

    private async Task<HttpResponseMessage> Run(string tool, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/tools/{tool}/runs?wait=30s")
        {
            Content = JsonContent.Create(body),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await gateway.Http.SendAsync(request);
    }
}
