using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class AuditTests(RunningGateway gateway)
{
    [Fact]
    public async Task What_an_operator_does_is_in_the_log_with_who_what_and_the_outcome()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/drain?reason=token%3Dabcdef", null)).Dispose();
        (await gateway.Http.PostAsJsonAsync(
            $"/v1/agents/{agent}/queue/purge", new { statuses = new[] { "error" }, confirm = true })).Dispose();
        (await gateway.Http.PostAsJsonAsync($"/v1/agents/{agent}/queue/purge", new { statuses = new[] { "error" } }))
            .Dispose(); // not confirmed
        (await gateway.Http.DeleteAsync($"/v1/agents/{agent}")).Dispose();

        var ofQueue = (await gateway.Get($"/v1/admin/audit?object=queue/{agent}"))["items"]!.AsArray();
        var ofAgent = (await gateway.Get($"/v1/admin/audit?object=agent/{agent}"))["items"]!.AsArray();

        Assert.Equal(["queue.purge", "queue.drain"], ofQueue.Select(entry => entry!.Text("action")));
        Assert.Equal(["agent.retire", "agent.apply"], ofAgent.Select(entry => entry!.Text("action")));
        Assert.All(
            ofQueue.Concat(ofAgent),
            entry => Assert.Equal(("user/admin", "ok"), (entry!.Text("actor"), entry!.Text("result"))));
        Assert.Equal("token=[REDACTED]", ofQueue[1]!["details"]!["query"]!.Text("reason"));
        Assert.Equal("error", ofQueue[0]!["details"]!["request"]!["statuses"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_refused_is_in_the_log_with_the_reason()
    {
        var nobody = $"nobody-{Guid.NewGuid():N}";
        using var refused = await gateway.Http.DeleteAsync($"/v1/agents/{nobody}");
        await refused.ShouldRefuse(404, "not-found");

        var entry = Assert.Single((await gateway.Get($"/v1/admin/audit?object=agent/{nobody}"))["items"]!.AsArray())!;

        Assert.Equal(("refused", "not-found"), (entry.Text("result"), entry["details"]!.Text("problem")));
    }

    [Fact]
    public async Task Credentials_and_settings_of_an_account_are_not_in_the_log()
    {
        var agent = await gateway.CreateAgent();
        var account = $"a-{Guid.NewGuid():N}"[..12];
        using var connected = await gateway.Http.PostAsJsonAsync("/v1/platforms/webhook/accounts", new
        {
            account,
            agent,
            settings = new
            {
                url = "https://example.org/",
                headers = new Dictionary<string, string> { ["X-Door"] = "open sesame" },
            },
            credentials = new { secret = "whsec_b3BlbiBzZXNhbWUsIG9wZW4gc2VzYW1lLCBvcGVu" },
        });
        await connected.ShouldBe(201);
        (await gateway.Http.DeleteAsync($"/v1/platforms/webhook/accounts/{account}")).Dispose();

        var entries = (await gateway.Get($"/v1/admin/audit?object=account/webhook/{account}"))["items"]!.AsArray();

        Assert.Equal(["account.disconnect", "account.connect"], entries.Select(entry => entry!.Text("action")));
        Assert.All(entries, entry => Assert.Equal("ok", entry!.Text("result")));
        Assert.DoesNotContain("sesame", entries.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("whsec", entries.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_an_agent_or_a_tool_is_in_the_log_with_what_was_and_what_is()
    {
        var agent = await gateway.CreateAgent();
        using var patched = await gateway.Http.PatchAsync(
            $"/v1/agents/{agent}", RunningGateway.Json(
                """{"display_name":"Renamed","personality":{"core_identity":"I know that password=abc123."}}"""));
        await patched.ShouldBe(200);
        using var limited = await gateway.Http.PatchAsync(
            "/v1/tools/memory_append", RunningGateway.Json("""{"timeLimit":"9s"}"""));
        using var given = await gateway.Http.PatchAsync(
            "/v1/tools/memory_append", RunningGateway.Json("""{"timeLimit":"default"}"""));
        await given.ShouldBe(200);

        var ofAgent = await Changes($"agent/{agent}");
        var ofTool = await Changes("tool/memory_append");

        Assert.Equal(
            ["display_name", "personality.core_identity"], ofAgent.Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal("Renamed", ofAgent["display_name"]!.Text("after"));
        Assert.Contains("password=[REDACTED]", ofAgent["personality.core_identity"]!.Text("after"), StringComparison.Ordinal);
        Assert.Equal("""{"timeLimit":{"after":"60s","before":"9s"}}""", ofTool.ToJsonString());
    }

    [Fact]
    public async Task A_change_of_an_account_tells_its_settings_but_no_secret()
    {
        var agent = await gateway.CreateAgent();
        var account = $"a-{Guid.NewGuid():N}"[..12];
        using var connected = await gateway.Http.PostAsJsonAsync("/v1/platforms/webhook/accounts", new
        {
            account,
            agent,
            settings = new
            {
                url = "https://example.org/",
                headers = new Dictionary<string, string> { ["X-Door"] = "open sesame" },
            },
            credentials = new { secret = "whsec_b3BlbiBzZXNhbWUsIG9wZW4gc2VzYW1lLCBvcGVu" },
        });
        await connected.ShouldBe(201);
        using var changed = await gateway.Http.PatchAsync($"/v1/platforms/webhook/accounts/{account}", RunningGateway.Json(
            """{"settings":{"url":"https://example.com/?token=abcdefgh","headers":{"X-Door":"close sesame"}},"credentials":{"secret":"whsec_Y2xvc2Ugc2VzYW1lLCBjbG9zZSBzZXNhbWUsIGNsb3Nl"}}"""));
        await changed.ShouldBe(200);

        var changes = await Changes($"account/webhook/{account}");

        Assert.Equal("https://example.org/", changes["settings.url"]!.Text("before"));
        Assert.Equal("https://example.com/?token=[REDACTED]", changes["settings.url"]!.Text("after"));
        Assert.Equal(("[REDACTED]", "[REDACTED]"), (changes.Text("settings.headers.X-Door"), changes.Text("credentials")));
        (await gateway.Http.DeleteAsync($"/v1/platforms/webhook/accounts/{account}")).Dispose();
    }

    [Fact]
    public async Task The_log_is_read_in_pages_and_exported_a_line_each()
    {
        var agent = await gateway.CreateAgent();
        foreach (var _ in Enumerable.Range(0, 4))
            (await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/pause", null)).Dispose();

        var first = await gateway.Get($"/v1/admin/audit?object=queue/{agent}&limit=3&since=1h");
        var second = await gateway.Get($"/v1/admin/audit?object=queue/{agent}&limit=3&after={first.Text("next")}");
        using var export = await gateway.Http.GetAsync($"/v1/admin/audit/export?object=queue/{agent}");
        var lines = (await export.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n').Select(
            line => JsonNode.Parse(line)!.Text("id"));

        Assert.Equal("application/x-ndjson", export.Content.Headers.ContentType?.MediaType);
        Assert.Null(second["next"]);
        var ids = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(entry => entry!.Text("id"));
        Assert.Equal(ids.Reverse(), lines);
        Assert.Equal(4, lines.Count());
        Assert.Empty((await gateway.Get($"/v1/admin/audit?object=queue/{agent}&until=1h"))["items"]!.AsArray());
        Assert.Empty((await gateway.Get($"/v1/admin/audit?object=queue/{agent}&since=2999-01-01T00:00:00Z"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("since=yesterday", "since")]
    [InlineData("until=2026-13-01", "until")]
    [InlineData("limit=1001", "limit")]
    [InlineData("actor=", "actor")]
    [InlineData("result=", "result")]
    [InlineData("address=here", "address")]
    public async Task A_wrong_filter_is_named(string query, string field)
    {
        using var response = await gateway.Http.GetAsync($"/v1/admin/audit?{query}");

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task An_entry_says_from_where_it_was_asked_for_and_in_which_trace()
    {
        var agent = await gateway.CreateAgent();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{agent}/queue/pause");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        (await gateway.Http.SendAsync(request)).Dispose();

        var entry = (await gateway.Get($"/v1/admin/audit?object=queue/{agent}"))["items"]![0]!;

        Assert.Equal(("127.0.0.1", "0af7651916cd43dd8448eb211c80319c"), (entry.Text("address"), entry.Text("traceId")));
    }

    [Fact]
    public async Task The_log_is_searched_by_result_address_and_the_beginning_of_an_object()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/pause", null)).Dispose();
        (await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/items/{Guid.NewGuid()}/retry", null)).Dispose();

        Assert.Equal(["item.retry", "queue.pause"], await Actions($"object=queue/{agent}*"));
        Assert.Equal(["queue.pause"], await Actions($"object=queue/{agent}"));
        Assert.Equal(["item.retry"], await Actions($"object=queue/{agent}*&result=refused"));
        Assert.Equal(["item.retry", "queue.pause"], await Actions($"object=queue/{agent}*&address=127.0.0.1"));
        Assert.Empty(await Actions($"object=queue/{agent}*&address=192.0.2.1"));
    }

    [Fact]
    public async Task What_operators_do_is_in_the_log_with_what_was_and_what_is()
    {
        var agent = await gateway.CreateAgent();
        await Done(HttpMethod.Put, $"/v1/agents/{agent}/memory/notes", """{"value":"Tea, password=hunter2hunter2"}""");
        var written = await Changes($"agent/{agent}/memory/notes");
        await Done(HttpMethod.Delete, $"/v1/agents/{agent}/memory/notes");
        var deleted = await Changes($"agent/{agent}/memory/notes");
        await Done(HttpMethod.Post, $"/v1/agents/{agent}/queue/pause?reason=lunch");
        var paused = await Changes($"queue/{agent}");
        await Done(HttpMethod.Post, $"/v1/agents/{agent}/queue/replay", "{}");
        var replayed = await Details($"queue/{agent}");
        var item = await Waiting(agent);
        await Done(HttpMethod.Post, $"/v1/agents/{agent}/queue/items/{item}/discard");
        var discarded = await Changes($"queue/{agent}/{item}");
        await Done(HttpMethod.Post, $"/v1/agents/{agent}/tools/register", """{"tools":["calculate"]}""");
        await Done(HttpMethod.Delete, $"/v1/agents/{agent}");
        var retired = await Changes($"agent/{agent}");

        Assert.Equal("Tea, password=[REDACTED]", written["value"]!.Text("after"));
        Assert.Equal("Tea, password=[REDACTED]", deleted["value"]!.Text("before"));
        Assert.Null(deleted["value"]!["after"]);
        Assert.Equal(("running", "paused"), (paused["mode"]!.Text("before"), paused["mode"]!.Text("after")));
        Assert.Equal("lunch", paused["reason"]!.Text("after"));
        Assert.Equal(0, replayed["outcome"]!["replayed"]!.GetValue<int>());
        Assert.Equal(("new", "no_reply"), (discarded["status"]!.Text("before"), discarded["status"]!.Text("after")));
        Assert.Equal(("active", "retired"), (retired["status"]!.Text("before"), retired["status"]!.Text("after")));
    }

    [Fact]
    public async Task A_chain_is_verified_and_a_head_that_was_kept_is_found_again()
    {
        var agent = await gateway.CreateAgent();
        var first = await Eventually.Get(Verify, report => report["unsealed"]!.GetValue<long>() == 0);
        (await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/pause", null)).Dispose();
        var entry = await Eventually.Get(
            async () => (await gateway.Get($"/v1/admin/audit?object=queue/{agent}"))["items"]![0]!,
            found => found["seq"] is not null);

        var report = await gateway.Get($"/v1/admin/audit/verify?head={first.Text("head")}");
        var rest = await gateway.Get($"/v1/admin/audit/verify?after={first.Text("head")}");
        var part = await gateway.Get("/v1/admin/audit/verify?limit=1");

        Assert.True(report["isIntact"]!.GetValue<bool>());
        Assert.Equal("found", report.Text("kept"));
        Assert.Null(report["break"]);
        Assert.True(report["checked"]!.GetValue<long>() > rest["checked"]!.GetValue<long>());
        Assert.True(rest["isIntact"]!.GetValue<bool>());
        Assert.NotNull(part["head"]);
        Assert.Equal(64, entry.Text("hash").Length);

        Task<JsonNode> Verify() => gateway.Get("/v1/admin/audit/verify");
    }

    [Theory]
    [InlineData("head=1", "head")]
    [InlineData("head=0:0000000000000000000000000000000000000000000000000000000000000000", "head")]
    [InlineData("after=1:xyz", "after")]
    [InlineData("limit=0", "limit")]
    public async Task A_wrong_place_in_the_chain_is_refused_by_name(string query, string field)
    {
        using var response = await gateway.Http.GetAsync($"/v1/admin/audit/verify?{query}");

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    private async Task<string[]> Actions(string query) =>
        [.. (await gateway.Get($"/v1/admin/audit?{query}"))["items"]!.AsArray().Select(entry => entry!.Text("action"))];

    private async Task Done(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = RunningGateway.Json(body);
        using var response = await gateway.Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    // The queue is paused.
    private async Task<string> Waiting(string agent)
    {
        using var sent = await gateway.Send(agent, new { text = "hello", sessionId = $"{agent}-s" });
        return (await sent.ShouldBe(202)).Text("itemId");
    }

    private async Task<JsonNode> Details(string target) =>
        (await gateway.Get($"/v1/admin/audit?object={target}&limit=1"))["items"]![0]!["details"]!;

    /// <summary>What the latest entry of an object says that was changed.</summary>
    private async Task<JsonObject> Changes(string target) =>
        (await gateway.Get($"/v1/admin/audit?object={target}&limit=1"))["items"]![0]!["details"]!["changes"]!.AsObject();
}
