using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Schemas;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>Policies hold for a whole system, so these tests share theirs with no others.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private readonly RunningGateway _gateway = new();

    public Task InitializeAsync() => _gateway.InitializeAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_call_that_waits_is_seen_listed_answered_once_and_audited()
    {
        await Ask("tool.execute");
        var agent = await _gateway.CreateAgent();
        var session = $"{agent}-s";
        (await _gateway.Http.PutAsJsonAsync($"/v1/sessions/{session}", new { agentId = agent })).Dispose();
        await using var events = await EventStream.Open(_gateway, session);
        using var sent = await _gateway.Send(
            agent, new { text = """call calculate {"expression":"6 * 7"}""", sessionId = session });
        await sent.ShouldBe(202);

        var asked = (await events.Until((type, _) => type == "approval.requested"))[^1].Data;
        var pending = await _gateway.Get($"/v1/approvals?state=pending&action=tool.execute&agent={agent}");
        var listed = Assert.Single(pending["items"]!.AsArray())!;
        var path = $"/v1/approvals/{asked.Text("approvalId")}";
        Assert.Equal(listed.ToJsonString(), (await _gateway.Get(path)).ToJsonString());
        Assert.Equal(
            (asked.Text("approvalId"), "tool/calculate", "high", "it is dear.", "deny", $"agent/{agent}", session),
            (listed.Text("id"), listed.Text("subject"), listed.Text("risk"), listed.Text("reason"), listed.Text("then"),
                listed.Text("requestedBy"), listed.Text("sessionId")));
        Assert.Equal("6 * 7", listed["arguments"]!.Text("expression"));
        Assert.Null(listed["granted"]);
        using var answered = await Answer(path, new { answer = "approve", note = "Go on." });
        using var again = await Answer(path, new { answer = "deny" });
        var seen = await events.Until((type, data) => type == EventStream.Entry && data["stopReason"] is not null);

        var answer = await answered.ShouldBe(200);
        Assert.Equal(("approved", "Go on."), (answer.Text("state"), answer.Text("note")));
        await again.ShouldRefuse(409, "conflict");
        Assert.Contains("42", seen[^1].Data.Text("content"), StringComparison.Ordinal);
        var told = seen.Single(one => one.Type == "approval.answered").Data;
        Assert.Equal(
            (true, "approved", answer.Text("answeredBy")),
            (told["granted"]!.GetValue<bool>(), told.Text("state"), told.Text("answeredBy")));
        await FitsSchema("approval.requested", asked);
        await FitsSchema("approval.answered", told);
        Assert.Equal(
            ["approval.answer refused", "approval.answer ok", "approval.request ok"],
            (await _gateway.Get($"/v1/admin/audit?object=approval/{asked.Text("approvalId")}"))["items"]!.AsArray()
                .Select(entry => $"{entry!.Text("action")} {entry!.Text("result")}"));
        Assert.Matches(
            """sanctum_approval_answered_total\{[^}]*tool\.execute[^}]*\} 1""", await _gateway.Http.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task A_run_that_waits_is_answered_202_with_its_approval()
    {
        await Ask("tool.execute");
        var agent = await _gateway.CreateAgent();

        using var begun = await _gateway.Http.PostAsJsonAsync(
            "/v1/tools/calculate/runs", new { agentId = agent, arguments = new { expression = "1 + 1" } });
        var run = await begun.ShouldBe(202);
        using var answered = await Answer($"/v1/approvals/{run.Text("approvalId")}", new { answer = "approve" });
        await answered.ShouldBe(200);
        var ended = await Eventually.Get(
            () => _gateway.Get($"/v1/tools/calculate/runs/{run.Text("id")}"), seen => seen["status"] is not null);

        Assert.Equal(("ok", run.Text("approvalId")), (ended.Text("status"), ended.Text("approvalId")));
    }

    [Fact]
    public async Task A_change_of_memory_or_of_an_agent_is_refused_409_with_the_approval_and_passes_when_it_is_repeated()
    {
        var agent = await _gateway.CreateAgent();
        await Ask("memory.write, agent.change");

        var written = await Passes(
            () => _gateway.Http.PutAsJsonAsync($"/v1/agents/{agent}/memory/notes", new { value = "tea" }));
        var changed = await Passes(() => _gateway.Http.PatchAsync(
            $"/v1/agents/{agent}", RunningGateway.Json("""{"description":"Changed."}""")));

        Assert.Equal("tea", written.Text("value"));
        Assert.Equal("Changed.", changed["definition"]!.Text("description"));
    }

    [Fact]
    public async Task The_check_says_that_a_person_would_be_asked_and_how()
    {
        var agent = await _gateway.CreateAgent();
        await Ask("memory.write");

        using var response = await _gateway.Http.PostAsJsonAsync(
            "/v1/policies/check", new { action = "memory.write", agent });
        var answer = await response.ShouldBe(200);

        Assert.Equal(
            """{"allowed":false,"source":"documents","reason":"it is dear.","undecided":false,"approval":{"who":[],"deadlineSeconds":3600,"then":"deny","risk":"high"}}""",
            answer.ToJsonString());
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest()
    {
        await Ask("memory.write");
        var agent = await _gateway.CreateAgent();
        foreach (var value in new[] { "one", "two", "three" })
            (await _gateway.Http.PutAsJsonAsync($"/v1/agents/{agent}/memory/notes", new { value })).Dispose();

        var first = await _gateway.Get($"/v1/approvals?agent={agent}&limit=2");
        var second = await _gateway.Get($"/v1/approvals?agent={agent}&limit=2&after={first.Text("next")}");

        Assert.Equal(["three", "two"], Texts(first));
        Assert.Equal(["one"], Texts(second));
        Assert.Null(second["next"]);

        static IEnumerable<string> Texts(JsonNode page) =>
            page["items"]!.AsArray().Select(item => item!["arguments"]!.Text("text"));
    }

    // What this gateway has read is what its acts go by.
    private async Task Ask(string actions)
    {
        var document = $$"""
            rules: [ { name: a, actions: [{{actions}}], effect: ask, reason: it is dear., approval: { deadline: 1h, risk: high } } ]
            """;
        using var put = await _gateway.Http.PutAsync(
            "/v1/policies/asks", new StringContent(document, new MediaTypeHeaderValue("application/yaml")));
        await put.ShouldBe(200);
        var action = actions.Split(',')[0];
        var agent = await CreateUnasked();
        await Eventually.True(async () =>
        {
            using var answer = await _gateway.Http.PostAsJsonAsync(
                "/v1/policies/check", new { action, agent, tool = "calculate" });
            return (await answer.ShouldBe(200))["approval"] is not null;
        });
    }

    // Its creation must not be asked about.
    private async Task<string> CreateUnasked() =>
        (await _gateway.Get("/v1/agents"))["items"]!.AsArray().FirstOrDefault()?.Text("id") ?? await _gateway.CreateAgent();

    private async Task<JsonNode> Passes(Func<Task<HttpResponseMessage>> request)
    {
        using var refused = await request();
        var problem = await refused.ShouldRefuse(409, "approval-required");
        using var answered = await Answer($"/v1/approvals/{problem.Text("approvalId")}", new { answer = "approve" });
        await answered.ShouldBe(200);
        using var passed = await request();
        return await passed.ShouldBe(200);
    }

    private Task<HttpResponseMessage> Answer(string path, object body) =>
        _gateway.Http.PostAsJsonAsync($"{path}/answer", body);

    private static async Task FitsSchema(string type, JsonNode data)
    {
        var schema = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "Grains.Abstractions", "Schemas", $"{type}.v1.json"));
        Assert.Empty(new JsonSchemaValidator(JsonNode.Parse(schema)!).Validate(data));
    }
}

/// <summary>Requests about approvals that ask for nothing.</summary>
[Collection(SharedGateway.Name)]
public sealed class ApprovalRequestTests(RunningGateway gateway)
{
    [Theory]
    [InlineData("{}", "answer")]
    [InlineData("""{"answer":"maybe"}""", "answer")]
    [InlineData("""{"answer":"deny","note":"LONG"}""", "note")]
    [InlineData("""{"answer":"deny","note":"a\u0000b"}""", "note")]
    public async Task A_wrong_answer_is_refused_by_its_field(string body, string field)
    {
        using var response = await gateway.Http.PostAsync(
            $"/v1/approvals/{Guid.CreateVersion7()}/answer",
            RunningGateway.Json(body.Replace("LONG", new string('x', 1_001), StringComparison.Ordinal)));

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Theory]
    [InlineData("state=open", "state")]
    [InlineData("action=", "action")]
    [InlineData("limit=0", "limit")]
    [InlineData("agent=No Agent", "agent")]
    public async Task A_wrong_filter_is_refused_by_its_field(string query, string field)
    {
        using var response = await gateway.Http.GetAsync($"/v1/approvals?{query}");

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var path = $"/v1/approvals/{Guid.CreateVersion7()}";

        using var read = await gateway.Http.GetAsync(path);
        using var answered = await gateway.Http.PostAsJsonAsync($"{path}/answer", new { answer = "approve" });

        await read.ShouldRefuse(404, "not-found");
        await answered.ShouldRefuse(404, "not-found");
    }
}
