using System.Net.Http.Headers;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class AgentTests(RunningGateway gateway)
{
    [Fact]
    public async Task Definition_as_yaml_creates_the_agent_and_its_memory()
    {
        var name = await gateway.CreateAgent();

        var agent = await gateway.Get($"/v1/agents/{name}");
        Assert.Equal("active", agent.Text("status"));
        Assert.Equal("scripted/any", agent["definition"]!["capabilities"]!.Text("model"));
        var memory = await gateway.Get(agent["links"]!.Text("memory"));
        Assert.Equal($"{name}-notes", memory["items"]![0]!.Text("label"));
    }

    [Fact]
    public async Task Definition_that_was_read_can_be_sent_back_as_json()
    {
        var name = await gateway.CreateAgent();
        var definition = (await gateway.Get($"/v1/agents/{name}"))["definition"]!.ToJsonString();

        using var again = await gateway.Http.PostAsync("/v1/agents", RunningGateway.Json(definition));

        var agent = await again.ShouldBe(201);
        Assert.Equal(1, agent["version"]!.GetValue<int>());
        Assert.Equal($"/v1/agents/{name}", again.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Wrong_definition_names_every_field_and_its_line()
    {
        using var response = await gateway.Http.PostAsync(
            "/v1/agents",
            RunningGateway.Yaml("name: Not Good\npersonality: { core_identity: x }\ncapabilities:\n  max_steps: 0\n"));

        var problem = await response.ShouldRefuse(400, "invalid-request");
        Assert.Contains("name", problem.RefusedFields());
        Assert.Contains("capabilities.max_steps", problem.RefusedFields());
        Assert.Equal(4, problem["errors"]!.AsArray()
            .Single(error => error!.Text("field") == "capabilities.max_steps")!["line"]!.GetValue<int>());
    }

    [Fact]
    public async Task Another_definition_of_the_same_name_is_a_conflict()
    {
        var name = await gateway.CreateAgent();

        using var response = await gateway.Http.PostAsync(
            "/v1/agents", RunningGateway.Yaml($"name: {name}\npersonality: {{ core_identity: somebody else }}\n"));

        await response.ShouldRefuse(409, "conflict");
    }

    [Fact]
    public async Task Replacing_creates_an_agent_or_gives_it_the_definition_as_it_is_sent()
    {
        var name = await gateway.CreateAgent();

        using var replaced = await gateway.Http.PostAsync(
            "/v1/agents?replace=true", RunningGateway.Yaml($"name: {name}\npersonality: {{ core_identity: somebody else }}\n"));
        using var created = await gateway.Http.PostAsync(
            "/v1/agents?replace=true", RunningGateway.Yaml($"name: {name}-2\npersonality: {{ core_identity: somebody }}\n"));

        var agent = await replaced.ShouldBe(200);
        Assert.Equal("\"2\"", replaced.Headers.ETag?.Tag);
        Assert.Equal("somebody else", agent["definition"]!["personality"]!.Text("core_identity"));
        Assert.Empty(agent["definition"]!["memory_blocks"]!.AsObject());
        await created.ShouldBe(201);
    }

    [Fact]
    public async Task Retired_agent_is_not_replaced()
    {
        var name = await gateway.CreateAgent();
        using var retired = await gateway.Http.DeleteAsync($"/v1/agents/{name}");

        using var response = await gateway.Http.PostAsync(
            "/v1/agents?replace=true", RunningGateway.Yaml($"name: {name}\npersonality: {{ core_identity: back }}\n"));

        await response.ShouldRefuse(409, "conflict");
    }

    [Fact]
    public async Task Merge_patch_changes_only_what_it_names_and_counts_the_version()
    {
        var name = await gateway.CreateAgent();

        using var response = await gateway.Http.PatchAsync(
            $"/v1/agents/{name}", RunningGateway.Json("""{"description":"Changed."}"""));

        var agent = await response.ShouldBe(200);
        Assert.Equal("Changed.", agent["definition"]!.Text("description"));
        Assert.Equal("Test agent", agent["definition"]!.Text("display_name"));
        Assert.Equal("\"2\"", response.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task Patch_of_a_version_that_is_gone_is_refused_and_changes_nothing()
    {
        var name = await gateway.CreateAgent();
        using var patch = new HttpRequestMessage(HttpMethod.Patch, $"/v1/agents/{name}")
        {
            Content = RunningGateway.Yaml("description: Too late."),
        };
        patch.Headers.IfMatch.Add(new EntityTagHeaderValue("\"7\""));

        using var response = await gateway.Http.SendAsync(patch);

        await response.ShouldRefuse(412, "version-mismatch");
        Assert.Equal(1, (await gateway.Get($"/v1/agents/{name}"))["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task Agent_that_the_caller_knows_is_not_sent_again()
    {
        var name = await gateway.CreateAgent();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/agents/{name}");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"1\""));

        using var response = await gateway.Http.SendAsync(request);

        await response.ShouldBe(304);
    }

    [Fact]
    public async Task Pages_hold_every_agent_once()
    {
        var created = new[] { await gateway.CreateAgent(), await gateway.CreateAgent(), await gateway.CreateAgent() };

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await gateway.Get($"/v1/agents?limit=2{(after is null ? "" : $"&after={after}")}");
            seen.AddRange(page["items"]!.AsArray().Select(agent => agent!.Text("id")));
            after = page["next"]?.GetValue<string>();
        }
        while (after is not null);

        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
        Assert.All(created, name => Assert.Contains(name, seen));
    }

    [Fact]
    public async Task Retired_agent_is_restored_as_it_was()
    {
        var name = await gateway.CreateAgent();
        using var retired = await gateway.Http.DeleteAsync($"/v1/agents/{name}");
        await retired.ShouldBe(200);

        using var restored = await gateway.Http.PostAsync($"/v1/agents/{name}/restore", null);
        using var again = await gateway.Http.PostAsync($"/v1/agents/{name}/restore", null);

        Assert.Equal("active", (await restored.ShouldBe(200)).Text("status"));
        Assert.Equal("active", (await again.ShouldBe(200)).Text("status"));
        await (await gateway.Send(name, new { text = "hello" })).ShouldBe(202);
        Assert.Equal(
            "agent.restore", (await gateway.Get($"/v1/admin/audit?object=agent/{name}&limit=1"))["items"]![0]!.Text("action"));
    }

    [Fact]
    public async Task Retired_agent_stays_readable_and_takes_no_messages()
    {
        var name = await gateway.CreateAgent();

        using var retired = await gateway.Http.DeleteAsync($"/v1/agents/{name}");

        Assert.Equal("retired", (await retired.ShouldBe(200)).Text("status"));
        Assert.Equal("retired", (await gateway.Get($"/v1/agents/{name}")).Text("status"));
        using var refused = await gateway.Send(name, new { text = "hello" });
        await refused.ShouldRefuse(409, "conflict");
    }

    [Theory]
    [InlineData("/v1/agents/nobody-here")]
    [InlineData("/v1/agents/nobody-here/memory")]
    [InlineData("/v1/agents/nobody-here/queue")]
    [InlineData("/v1/agents/nobody-here/queue/items")]
    public async Task Unknown_agent_is_not_found(string path)
    {
        using var response = await gateway.Http.GetAsync(path);

        Assert.Contains("nobody-here", (await response.ShouldRefuse(404, "not-found")).Text("detail"), StringComparison.Ordinal);
    }
}
