using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class ConsolidationApiTests(RunningGateway gateway)
{
    [Fact]
    public async Task Repeated_lines_are_proposed_away_applied_and_undone()
    {
        var agent = await gateway.CreateAgent("local/rules");
        await Write(agent, "Likes tea.\nHas a dog.\nLikes tea.");

        var run = await Consolidate(agent, new { });

        Assert.Equal(("done", "ask"), (run.Text("state"), run.Text("mode")));
        var proposal = Assert.Single(run["proposals"]!.AsArray())!;
        Assert.Equal(("notes", "open", "Likes tea.\nHas a dog."), (
            proposal.Text("label"), proposal.Text("state"), proposal.Text("text")));
        var route = $"/v1/agents/{agent}/consolidations/{run.Text("id")}";
        using var accepted = await gateway.Http.PostAsync($"{route}/proposals/notes/accept", null);
        Assert.Equal("applied", (await accepted.ShouldBe(200)).Text("state"));
        var version = await gateway.Get($"/v1/agents/{agent}/memory/notes/versions/2");
        Assert.Equal(("Likes tea.\nHas a dog.", "consolidation"), (version.Text("text"), version["cause"]!.Text("kind")));
        using var rejected = await gateway.Http.PostAsync($"{route}/proposals/notes/reject", null);
        await rejected.ShouldRefuse(409, "conflict");
        using var none = await gateway.Http.PostAsync($"{route}/proposals/none/accept", null);
        await none.ShouldRefuse(404, "not-found");
        var list = await gateway.Get($"/v1/agents/{agent}/consolidations");
        Assert.Empty(Assert.Single(list["items"]!.AsArray())!["proposals"]!.AsArray());
        var audited = await gateway.Get($"/v1/admin/audit?object=agent/{agent}/memory/notes");
        Assert.Contains(audited["items"]!.AsArray(), entry =>
            entry!["details"]?.ToJsonString().Contains("Has a dog.", StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task Applied_at_once_and_begun_once_by_its_key()
    {
        var agent = await gateway.CreateAgent("local/rules");
        await Write(agent, "Likes tea.\nLikes tea.");

        var run = await Consolidate(agent, new { mode = "apply" }, "once");
        var again = await Consolidate(agent, new { mode = "apply" }, "once");

        Assert.Equal(run.ToJsonString(), again.ToJsonString());
        Assert.Equal("applied", run["proposals"]![0]!.Text("state"));
        var bad = await gateway.Http.PostAsJsonAsync($"/v1/agents/{agent}/consolidations", new { mode = "never" });
        await bad.ShouldRefuse(400, "invalid-request");
    }

    [Fact]
    public async Task Plan_is_set_shown_and_ended()
    {
        var agent = await gateway.CreateAgent();
        var route = $"/v1/agents/{agent}/consolidation-plan";
        await (await gateway.Http.GetAsync(route)).ShouldRefuse(404, "not-found");

        using var put = await gateway.Http.PutAsJsonAsync(route, new { every = "7d", mode = "apply" });
        Assert.Equal(("604800s", "apply"), ((await put.ShouldBe(200)).Text("every"), (await put.ShouldBe(200)).Text("mode")));
        Assert.Equal("604800s", (await gateway.Get(route)).Text("every"));
        using var soon = await gateway.Http.PutAsJsonAsync(route, new { every = "1s" });
        Assert.Equal(["every"], (await soon.ShouldRefuse(400, "invalid-request")).RefusedFields());
        using var ended = await gateway.Http.DeleteAsync(route);
        await ended.ShouldBe(204);
        await (await gateway.Http.GetAsync(route)).ShouldRefuse(404, "not-found");
    }

    private async Task Write(string agent, string value)
    {
        using var put = await gateway.Http.PutAsJsonAsync($"/v1/agents/{agent}/memory/notes", new { value });
        await put.ShouldBe(200);
    }

    private async Task<JsonNode> Consolidate(string agent, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{agent}/consolidations")
        {
            Content = JsonContent.Create(body),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var started = await gateway.Http.SendAsync(request);
        var id = (await started.ShouldBe(202)).Text("id");
        return await Eventually.Get(
            () => gateway.Get($"/v1/agents/{agent}/consolidations/{id}"), run => run["endedAt"] is not null);
    }
}
