using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class BlockHistoryTests(RunningGateway gateway)
{
    [Fact]
    public async Task Versions_are_listed_and_shown_with_their_diff()
    {
        var agent = await gateway.CreateAgent();
        await Put(agent, new { value = "Likes tea." });
        await Put(agent, new { value = "Likes tea.\nHas a dog." });

        var page = await gateway.Get($"/v1/agents/{agent}/memory/plan/versions?limit=1");
        var rest = await gateway.Get($"/v1/agents/{agent}/memory/plan/versions?after={page["next"]}");
        var second = await gateway.Get($"/v1/agents/{agent}/memory/plan/versions/2");

        Assert.Equal(2, Assert.Single(page["items"]!.AsArray())!["version"]!.GetValue<int>());
        Assert.Equal(1, Assert.Single(rest["items"]!.AsArray())!["version"]!.GetValue<int>());
        Assert.Equal("--- version 1\n+++ version 2\n@@ -1 +1,2 @@\n Likes tea.\n+Has a dog.\n", second.Text("diff"));
        Assert.Equal(("write", "request"), (second.Text("kind"), second["cause"]!.Text("kind")));
        await (await gateway.Http.GetAsync($"/v1/agents/{agent}/memory/plan/versions/3")).ShouldRefuse(404, "not-found");
        await (await gateway.Http.GetAsync($"/v1/agents/{agent}/memory/none/versions")).ShouldRefuse(404, "not-found");
        await (await gateway.Http.GetAsync($"/v1/agents/{agent}/memory/plan/versions?limit=201"))
            .ShouldRefuse(400, "invalid-request");
    }

    [Fact]
    public async Task Change_is_undone_once_by_its_key_and_audited_and_a_version_is_restored()
    {
        var agent = await gateway.CreateAgent();
        await Put(agent, new { value = "Likes tea." });
        await Put(agent, new { value = "Likes tea.\nHas a dog." });
        await Put(agent, new { value = "Likes tea.\nHas a dog.\nSings." });

        var undone = await (await Post(agent, "undo", 2, "once")).ShouldBe(200);
        var again = await (await Post(agent, "undo", 2, "once")).ShouldBe(200);
        var restored = await (await Post(agent, "restore", 2)).ShouldBe(200);

        Assert.Equal("Likes tea.\nSings.", undone.Text("value"));
        Assert.Equal(undone.ToJsonString(), again.ToJsonString());
        Assert.Equal(("Likes tea.\nHas a dog.", 5), (restored.Text("value"), restored["version"]!.GetValue<int>()));
        var audited = await gateway.Get($"/v1/admin/audit?object=agent/{agent}/memory/plan");
        Assert.Contains(audited["items"]!.AsArray(), entry =>
            entry!["details"]?.ToJsonString().Contains("Sings.", StringComparison.Ordinal) is true);
        await (await Post(agent, "undo", 9)).ShouldRefuse(404, "not-found");
        using var empty = await gateway.Http.PostAsJsonAsync($"/v1/agents/{agent}/memory/plan/undo", new { });
        Assert.Equal(["version"], (await empty.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Writers_of_one_version_are_merged_or_refused_with_both_texts()
    {
        var agent = await gateway.CreateAgent();
        await Put(agent, new { value = "Tea.\nDog." });
        await Put(agent, new { value = "Coffee.\nDog.", version = 1 });

        var merged = await Put(agent, new { value = "Tea.\nCat.", version = 1 });
        using var response = await Send(agent, new { value = "Milk.\nDog.", version = 1 });

        Assert.Equal("Coffee.\nCat.", merged.Text("value"));
        var conflict = (await response.ShouldRefuse(409, "text-conflict"))["conflict"]!;
        Assert.Equal(
            ("Tea.\nDog.", "Coffee.\nCat.", "Milk.\nDog.", 3),
            (conflict.Text("base"), conflict.Text("present"), conflict.Text("proposed"), conflict["version"]!.GetValue<int>()));
        using var negative = await Send(agent, new { value = "x", version = -1 });
        Assert.Equal(["version"], (await negative.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    private Task<HttpResponseMessage> Send(string agent, object block) =>
        gateway.Http.PutAsJsonAsync($"/v1/agents/{agent}/memory/plan", block);

    private async Task<JsonNode> Put(string agent, object block) => await (await Send(agent, block)).ShouldBe(200);

    private async Task<HttpResponseMessage> Post(string agent, string act, int version, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{agent}/memory/plan/{act}")
        {
            Content = JsonContent.Create(new { version }),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await gateway.Http.SendAsync(request);
    }
}
