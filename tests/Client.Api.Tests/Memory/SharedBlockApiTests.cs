using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Access;

namespace Sanctum.Tests.Memory;

/// <summary>Shared blocks by the API.</summary>
[Collection(SharedGateway.Name)]
public sealed class SharedBlockApiTests(RunningGateway gateway)
{
    private readonly string _label = $"rules-{Guid.NewGuid():N}";

    private string Path => $"/v1/memory/blocks/{_label}";

    [Fact]
    public async Task Block_is_created_read_listed_changed_and_deleted()
    {
        var created = await Put(new { value = "Be brief.", description = "What all keep to.", limit = 100, version = 0 });
        using var second = await gateway.Http.PutAsJsonAsync(Path, new { value = "Mine.", version = 0 });
        var appended = await (await Post("append", new { text = "No jokes." }, "once")).ShouldBe(200);
        var again = await (await Post("append", new { text = "No jokes." }, "once")).ShouldBe(200);
        var list = await gateway.Get("/v1/memory/blocks?limit=200");

        Assert.Equal(
            ("Be brief.", 9, 1, false),
            (created.Text("value"), created["characters"]!.GetValue<int>(), created["version"]!.GetValue<int>(),
                created["isReadOnly"]!.GetValue<bool>()));
        await second.ShouldRefuse(409, "text-conflict");
        Assert.Equal("Be brief.\nNo jokes.", appended.Text("value"));
        Assert.Equal(appended.ToJsonString(), again.ToJsonString());
        var listed = list["items"]!.AsArray().Single(block => block!.Text("label") == _label)!;
        Assert.Equal((19, null), (listed["characters"]!.GetValue<int>(), listed["value"]));
        await (await gateway.Http.DeleteAsync(Path)).ShouldBeOk();
        await (await gateway.Http.GetAsync(Path)).ShouldRefuse(404, "not-found");
        await (await gateway.Http.DeleteAsync(Path)).ShouldRefuse(404, "not-found");
        var audited = await gateway.Get($"/v1/admin/audit?object=memory/blocks/{_label}");
        Assert.Contains("No jokes.", audited.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_listed_shown_undone_and_restored()
    {
        await Put(new { value = "Tea." });
        await (await Post("append", new { text = "Dog." })).ShouldBe(200);
        await (await Post("append", new { text = "Rome." })).ShouldBe(200);

        var page = await gateway.Get($"{Path}/versions?limit=1");
        var second = await gateway.Get($"{Path}/versions/2");
        var undone = await (await Post("undo", new { version = 2 })).ShouldBe(200);
        var restored = await (await Post("restore", new { version = 1 })).ShouldBe(200);

        Assert.Equal((3, 3), (page["items"]![0]!["version"]!.GetValue<int>(), page["next"]!.GetValue<int>()));
        Assert.Equal("--- version 1\n+++ version 2\n@@ -1 +1,2 @@\n Tea.\n+Dog.\n", second.Text("diff"));
        Assert.Equal(("Tea.\nRome.", "Tea."), (undone.Text("value"), restored.Text("value")));
        await (await gateway.Http.GetAsync($"{Path}/versions/9")).ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Block_is_shared_with_agents_that_see_it_among_theirs()
    {
        var agent = await gateway.CreateAgent();
        await Put(new { value = "Be brief." });

        var share = await (await gateway.Http.PutAsJsonAsync($"{Path}/agents/{agent}", new { right = "append" })).ShouldBe(200);
        var shares = await gateway.Get($"{Path}/agents");
        var memory = await gateway.Get($"/v1/agents/{agent}/memory");

        Assert.Equal((agent, "append"), (share.Text("agent"), share.Text("right")));
        Assert.Equal(share.ToJsonString(), Assert.Single(shares["items"]!.AsArray())!.ToJsonString());
        var seen = memory["items"]!.AsArray().Single(block => block!.Text("label") == _label)!;
        Assert.Equal(("Be brief.", "append"), (seen.Text("value"), seen.Text("right")));
        using var own = await gateway.Http.PutAsJsonAsync($"/v1/agents/{agent}/memory/{_label}", new { value = "x" });
        await own.ShouldRefuse(409, "conflict");
        await (await gateway.Http.DeleteAsync($"{Path}/agents/{agent}")).ShouldBeOk();
        await (await gateway.Http.DeleteAsync($"{Path}/agents/{agent}")).ShouldBeOk();
        Assert.Empty((await gateway.Get($"{Path}/agents"))["items"]!.AsArray());
        await (await gateway.Http.DeleteAsync($"/v1/agents/{agent}")).ShouldBeOk();
        await (await gateway.Http.PutAsJsonAsync($"{Path}/agents/{agent}", new { right = "read" }))
            .ShouldRefuse(409, "conflict");
        await (await gateway.Http.PutAsJsonAsync($"{Path}/agents/nobody-here", new { right = "read" }))
            .ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Audit_log_has_the_right_before_and_after_a_change()
    {
        var agent = await gateway.CreateAgent();
        await Put(new { value = "Be brief." });
        foreach (var right in (string[])["append", "write"])
            await (await gateway.Http.PutAsJsonAsync($"{Path}/agents/{agent}", new { right })).ShouldBe(200);
        await (await gateway.Http.DeleteAsync($"{Path}/agents/{agent}")).ShouldBeOk();
        await (await gateway.Http.DeleteAsync($"{Path}/agents/{agent}")).ShouldBeOk();

        var audited = (await gateway.Get($"/v1/admin/audit?object=memory/blocks/{_label}/agents/{agent}")).ToJsonString();

        Assert.Contains("""{"after":"append","before":null}""", audited, StringComparison.Ordinal);
        Assert.Contains("""{"after":"write","before":"append"}""", audited, StringComparison.Ordinal);
        Assert.Contains("""{"after":null,"before":"write"}""", audited, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_by_its_field()
    {
        var agent = await gateway.CreateAgent();
        await Put(new { value = "Tea.", limit = 10 });

        await Refuses(await Post("append", new { text = "Much too long." }), "value");
        await Refuses(await Post("append", new { text = "" }), "text");
        await Refuses(await Post("append", new { }), "text");
        await Refuses(await Post("undo", new { }), "version");
        await Refuses(await gateway.Http.PutAsJsonAsync(Path, new { }), "value");
        await Refuses(await gateway.Http.PutAsJsonAsync(Path, new { value = "x", limit = 0 }), "limit");
        await Refuses(await gateway.Http.PutAsJsonAsync($"{Path}/agents/{agent}", new { }), "right");
        await Refuses(await gateway.Http.PutAsJsonAsync("/v1/memory/blocks/.hidden", new { value = "x" }), "label");
    }

    private static async Task Refuses(HttpResponseMessage response, string field)
    {
        using (response)
            Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    private async Task<JsonNode> Put(object block) =>
        await (await gateway.Http.PutAsJsonAsync(Path, block)).ShouldBe(200);

    private async Task<HttpResponseMessage> Post(string act, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Path}/{act}") { Content = JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await gateway.Http.SendAsync(request);
    }
}
