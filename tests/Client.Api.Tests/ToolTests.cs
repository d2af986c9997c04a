using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class ToolTests(RunningGateway gateway)
{
    // Nothing else here runs it, so that this can disable it.
    private const string Ours = "memory_replace";

    [Theory]
    [InlineData("", "calculate", "search_bluesky_posts")]
    [InlineData("?platform=bluesky", "search_bluesky_posts", null)]
    [InlineData("?kind=platform", "search_bluesky_posts", null)]
    [InlineData("?kind=shared", "calculate", null)]
    [InlineData("?platform=bluesky&kind=shared", null, null)]
    [InlineData("?platform=nowhere", null, null)]
    public async Task Tools_are_listed_by_platform_and_kind(string query, string? first, string? second)
    {
        var names = Names(await gateway.Get($"/v1/tools{query}"));

        Assert.Equal(new[] { first, second }.OfType<string>(), names.Intersect(["calculate", "search_bluesky_posts"]));
    }

    [Fact]
    public async Task A_tool_says_what_it_is_and_what_it_takes()
    {
        var tool = await gateway.Get("/v1/tools/search_bluesky_posts");

        Assert.Equal(
            ("platform", "bluesky", true), (tool.Text("kind"), tool.Text("platform"), tool["enabled"]!.GetValue<bool>()));
        Assert.Equal("60s", tool.Text("timeLimit"));
        Assert.Equal("string", tool["parameters"]!["properties"]!["query"]!.Text("type"));
        await (await gateway.Http.GetAsync("/v1/tools/nothing")).ShouldRefuse(404, "not-found");
        await (await gateway.Http.GetAsync("/v1/tools/No%20name")).ShouldRefuse(400, "invalid-request");
        Assert.Equal(
            ["kind"],
            (await (await gateway.Http.GetAsync("/v1/tools?kind=own")).ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Tools_are_registered_by_names_and_by_platform_and_unregistered()
    {
        var agent = await gateway.CreateAgent();
        await Change(agent, "unregister", new { all = true });

        Assert.Equal(["calculate"], Names(await Change(agent, "register", new { tools = new[] { "calculate" } })));
        var both = Names(await Change(agent, "register", new { platform = "bluesky" }));

        Assert.Contains("calculate", both);
        Assert.Equal(Names(await gateway.Get("/v1/tools?platform=bluesky")), both.Except(["calculate"]));
        Assert.Equal(both, (await gateway.Get($"/v1/agents/{agent}"))["definition"]!["capabilities"]!["tools"]!.AsArray()
            .Select(name => name!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal(both, (await Reply(agent, "offered")).Split(' '));
        Assert.Equal(["calculate"], Names(await Change(agent, "unregister", new { platform = "bluesky" })));
        Assert.Equal(["calculate"], Names(await gateway.Get($"/v1/agents/{agent}/tools")));
    }

    [Fact]
    public async Task An_agent_that_may_use_every_tool_keeps_doing_so_and_without_one_it_has_the_others()
    {
        var agent = await gateway.CreateAgent();
        var all = Names(await gateway.Get("/v1/tools"));

        var registered = await Change(agent, "register", new { tools = new[] { "calculate" } });
        Assert.Equal((true, 1), (registered["all"]!.GetValue<bool>(), registered["version"]!.GetValue<int>()));

        var without = await Change(agent, "unregister", new { tools = new[] { "calculate" } });
        Assert.Equal((false, 2), (without["all"]!.GetValue<bool>(), without["version"]!.GetValue<int>()));
        Assert.Equal(all.Except(["calculate"]), Names(without));

        var again = await Change(agent, "unregister", new { tools = new[] { "calculate" } });
        Assert.Equal(2, again["version"]!.GetValue<int>());
        Assert.True((await Change(agent, "register", new { all = true }))["all"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData(
        """{"tools":["calculate","nonsense"]}""",
        "tools",
        "There is no tool 'nonsense'. There are: ")]
    [InlineData("""{"platform":"nowhere"}""", "platform", "there are some of: bluesky")]
    [InlineData("""{"tools":[]}""", "tools", "1 to 200")]
    [InlineData("""{"tools":[null]}""", "tools[0]", "null")]
    [InlineData("{}", "tools", "exactly one of")]
    [InlineData("""{"platform":"bluesky","all":true}""", "tools", "exactly one of")]
    public async Task What_cannot_be_registered_changes_nothing_and_says_why(string selection, string field, string reason)
    {
        var agent = await gateway.CreateAgent();
        foreach (var verb in new[] { "register", "unregister" })
        {
            using var response = await gateway.Http.PostAsync($"/v1/agents/{agent}/tools/{verb}", RunningGateway.Json(selection));
            var problem = await response.ShouldRefuse(400, "invalid-request");
            Assert.Equal([field], problem.RefusedFields());
            Assert.Contains(reason, problem["errors"]![0]!.Text("message"), StringComparison.Ordinal);
        }
        Assert.Equal(1, (await gateway.Get($"/v1/agents/{agent}"))["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_a_definition_names_and_nobody_brings_is_missing_and_can_be_taken_off()
    {
        var agent = await gateway.CreateAgent();
        using var patch = await gateway.Http.PatchAsync(
            $"/v1/agents/{agent}", RunningGateway.Json("""{"capabilities":{"tools":["calculate","gone"]}}"""));
        await patch.ShouldBe(200);

        Assert.Equal("""["gone"]""", (await gateway.Get($"/v1/agents/{agent}/tools"))["missing"]!.ToJsonString());
        Assert.Empty((await Change(agent, "unregister", new { tools = new[] { "gone" } }))["missing"]!.AsArray());
    }

    [Fact]
    public async Task A_disabled_tool_is_not_offered_and_a_call_of_it_is_refused_until_it_is_enabled()
    {
        var agent = await gateway.CreateAgent();
        var call = $$"""call {{Ours}} {"label":"{{agent}}-notes","oldText":"Nothing","newText":"Much"}""";
        Assert.Contains(Ours, await Reply(agent, "offered"), StringComparison.Ordinal);
        try
        {
            var disabled = await Decide("""{"enabled":false,"reason":"It forgets too much."}""");

            Assert.Equal((false, "It forgets too much."), (disabled["enabled"]!.GetValue<bool>(), disabled.Text("reason")));
            Assert.DoesNotContain(Ours, await Reply(agent, "offered"), StringComparison.Ordinal);
            Assert.Contains(
                $"The tool '{Ours}' is disabled: It forgets too much.", await Reply(agent, call), StringComparison.Ordinal);
            Assert.Equal("blocked", await StatusOfTheRun(agent));
        }
        finally
        {
            var enabled = await Decide("""{"enabled":true}""");
            Assert.Equal((true, null), (enabled["enabled"]!.GetValue<bool>(), enabled["reason"]));
        }
        Assert.Contains("I changed block", await Reply(agent, call), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_limit_is_decided_and_given_back()
    {
        Assert.Equal("7s", (await Decide("""{"timeLimit":"7s"}""")).Text("timeLimit"));
        Assert.Equal("7s", (await gateway.Get($"/v1/tools/{Ours}")).Text("timeLimit"));
        Assert.Equal("60s", (await Decide("""{"timeLimit":"default"}""")).Text("timeLimit"));
    }

    [Fact]
    public async Task A_tool_is_given_a_process_of_its_own_and_taken_it_again()
    {
        var agent = await gateway.CreateAgent();
        try
        {
            Assert.Equal("process", (await Decide("""{"isolation":"process"}""", "calculate")).Text("isolation"));

            using var run = await gateway.Http.PostAsJsonAsync(
                "/v1/tools/calculate/runs?wait=60s", new { agentId = agent, arguments = new { expression = "6 * 7" } });

            var ended = await run.ShouldBe(200);
            Assert.Equal(("ok", "6 * 7 = 42"), (ended.Text("status"), ended.Text("payload")));
        }
        finally
        {
            Assert.Equal("none", (await Decide("""{"isolation":"default"}""", "calculate")).Text("isolation"));
        }
    }

    [Theory]
    [InlineData("{}", "enabled")]
    [InlineData("""{"reason":"Because."}""", "reason")]
    [InlineData("""{"enabled":true,"reason":"Because."}""", "reason")]
    [InlineData("""{"timeLimit":"11m"}""", "timeLimit")]
    [InlineData("""{"timeLimit":"500ms"}""", "timeLimit")]
    [InlineData("""{"timeLimit":"0s"}""", "timeLimit")]
    [InlineData("""{"timeLimit":"soon"}""", "timeLimit")]
    [InlineData("""{"isolation":"process"}""", "isolation")]
    [InlineData("""{"isolation":"box"}""", "isolation")]
    public async Task What_cannot_be_decided_is_refused(string change, string field)
    {
        using var response = await gateway.Http.PatchAsync($"/v1/tools/{Ours}", RunningGateway.Json(change));

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Who_changed_what_agents_may_use_is_in_the_audit_log()
    {
        var agent = await gateway.CreateAgent();
        await Change(agent, "register", new { all = true });
        await Change(agent, "unregister", new { tools = new[] { "calculate" } });
        await Decide("""{"timeLimit":"default"}""");

        var ofAgent = (await gateway.Get($"/v1/admin/audit?object=agent/{agent}"))["items"]!.AsArray()
            .Select(entry => entry!.Text("action")).ToArray();
        Assert.Equal(["tool.unregister", "tool.register"], ofAgent.Except(["agent.apply"]));
        Assert.NotEmpty(
            (await gateway.Get($"/v1/admin/audit?action=tool.catalog.update&object=tool/{Ours}"))["items"]!.AsArray());
    }

    private static string[] Names(JsonNode list) => [.. list["items"]!.AsArray().Select(tool => tool!.Text("name"))];

    private async Task<JsonNode> Change(string agent, string verb, object selection)
    {
        using var response = await gateway.Http.PostAsJsonAsync($"/v1/agents/{agent}/tools/{verb}", selection);
        return await response.ShouldBe(200);
    }

    private async Task<JsonNode> Decide(string change, string tool = Ours)
    {
        using var response = await gateway.Http.PatchAsync($"/v1/tools/{tool}", RunningGateway.Json(change));
        return await response.ShouldBe(200);
    }

    private async Task<string> Reply(string agent, string text)
    {
        using var response = await gateway.Send(agent, new { text, sessionId = $"{agent}-s" }, "?wait=60s");
        return (await response.ShouldBe(200))["reply"]!.Text("content");
    }

    private async Task<string> StatusOfTheRun(string agent)
    {
        var entries = (await gateway.Get($"/v1/sessions/{agent}-s/transcript"))["items"]!.AsArray();
        return entries.Last(entry => entry!.Text("role") == "tool")!.Text("toolStatus");
    }
}
