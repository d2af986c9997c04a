using System.Net.Http.Json;
using Sanctum.Testing;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class PassageTests(RunningGateway gateway)
{
    [Fact]
    public async Task Passage_is_inserted_read_changed_searched_and_deleted()
    {
        var agent = await gateway.CreateAgent();
        using var inserted = await Post(
            agent, "", new { text = "Bob likes green tea.", tags = new[] { "people" }, source = "a talk" });
        var passage = await inserted.ShouldBe(201);
        var path = $"/v1/agents/{agent}/passages/{passage.Text("id")}";
        Assert.Equal(path, inserted.Headers.Location!.OriginalString);
        Assert.Equal(passage.ToJsonString(), (await gateway.Get(path)).ToJsonString());

        using var changed = await gateway.Http.PatchAsync(
            path, JsonContent.Create(new { text = "Bob likes black tea.", importance = 1 }));
        Assert.Equal("\"2\"", changed.Headers.ETag!.Tag);
        Assert.Equal("a talk", (await changed.ShouldBe(200)).Text("source"));
        Assert.Equal(2, (await gateway.Get(path))["version"]!.GetValue<int>());

        var found = await Eventually.Get(
            () => gateway.Get($"/v1/agents/{agent}/passages/search?q=what+tea+does+Bob+like&tags=people&since=1h"),
            found => found.Text("vectors") == "complete");
        var hit = Assert.Single(found["items"]!.AsArray())!;
        Assert.Equal("Bob likes black tea.", hit["passage"]!.Text("text"));
        Assert.Contains("**tea**", hit.Text("highlight"), StringComparison.Ordinal);
        Assert.Equal((1, 1), (hit["parts"]!["wordRank"]!.GetValue<int>(), hit["parts"]!["vectorRank"]!.GetValue<int>()));
        Assert.Equal(1.1 / 61, hit["score"]!.GetValue<double>(), 12);

        (await gateway.Http.DeleteAsync(path)).EnsureSuccessStatusCode().Dispose();
        await (await gateway.Http.GetAsync(path)).ShouldRefuse(404, "not-found");
        await (await gateway.Http.DeleteAsync(path)).ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Same_idempotency_key_is_the_same_passage_and_another_text_is_refused()
    {
        var agent = await gateway.CreateAgent();

        var first = await (await Post(agent, "", new { text = "once" }, "key-1")).ShouldBe(201);
        var again = await (await Post(agent, "", new { text = "once" }, "key-1")).ShouldBe(201);
        await (await Post(agent, "", new { text = "other" }, "key-1")).ShouldRefuse(409, "conflict");
        var own = await (await Post(agent, "", new { text = "once", key = "key-1" })).ShouldBe(201);

        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.NotEqual(first.Text("id"), own.Text("id"));
        Assert.Equal(2, (await Texts(agent)).Length);
    }

    [Fact]
    public async Task List_is_inserted_as_a_whole_in_its_order_and_once()
    {
        var agent = await gateway.CreateAgent();
        object[] entries = [new { text = "one" }, new { text = "two", key = "second" }, new { text = "three" }];
        var items = new { items = entries };

        var inserted = await (await Post(agent, "/batch", items, "list-1")).ShouldBe(201);
        await (await Post(agent, "/batch", items, "list-1")).ShouldBe(201);

        Assert.Equal(["one", "two", "three"], inserted["items"]!.AsArray().Select(item => item!.Text("text")));
        Assert.Equal(["three", "two", "one"], await Texts(agent));
    }

    [Fact]
    public async Task List_with_one_wrong_entry_names_it_and_inserts_none()
    {
        var agent = await gateway.CreateAgent();

        using var response = await Post(
            agent, "/batch", new { items = new object[] { new { text = "good" }, new { text = "", tags = new[] { "a,b" } } } });

        var problem = await response.ShouldRefuse(400, "invalid-request");
        Assert.Equal(["items[1].text", "items[1].tags"], problem.RefusedFields());
        Assert.Empty(await Texts(agent));
    }

    [Theory]
    [InlineData("""{"text":""}""", "text", "empty")]
    [InlineData("""{}""", "text", "required")]
    [InlineData("""{"text":"a\u0000b"}""", "text", "U+0000")]
    [InlineData("""{"text":"a","importance":1.5}""", "importance", "between 0 and 1")]
    [InlineData("""{"text":"a","key":""}""", "key", "256")]
    public async Task Passage_that_breaks_a_rule_is_refused_with_the_field_and_the_limit(string body, string field, string limit)
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Http.PostAsync($"/v1/agents/{agent}/passages", RunningGateway.Json(body));

        var problem = await response.ShouldRefuse(400, "invalid-request");
        Assert.Equal([field], problem.RefusedFields());
        Assert.Contains(limit, problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "q")]
    [InlineData("?q=%20", "q")]
    [InlineData("?q=a&limit=51", "limit")]
    [InlineData("?q=a&tags=,", "tags")]
    [InlineData("?q=a&since=soon", "since")]
    [InlineData("?q=a&since=1h&until=2h", "since")]
    public async Task Search_that_breaks_a_rule_is_refused(string query, string field)
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Http.GetAsync($"/v1/agents/{agent}/passages/search{query}");

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Change_for_another_version_is_refused()
    {
        var agent = await gateway.CreateAgent();
        var id = (await (await Post(agent, "", new { text = "once" })).ShouldBe(201)).Text("id");
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"/v1/agents/{agent}/passages/{id}")
        {
            Content = JsonContent.Create(new { text = "late" }),
        };
        change.Headers.Add("If-Match", "\"7\"");
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"/v1/agents/{agent}/passages/{id}");
        delete.Headers.Add("If-Match", "\"7\"");

        await (await gateway.Http.SendAsync(change)).ShouldRefuse(412, "version-mismatch");
        await (await gateway.Http.SendAsync(delete)).ShouldRefuse(412, "version-mismatch");
        Assert.Equal(["once"], await Texts(agent));
    }

    [Fact]
    public async Task Passages_of_no_agent_are_not_found_and_those_of_a_retired_one_stay_as_they_are()
    {
        await (await Post("nobody-here", "", new { text = "x" })).ShouldRefuse(404, "not-found");
        await (await gateway.Http.GetAsync("/v1/agents/nobody-here/passages/search?q=x")).ShouldRefuse(404, "not-found");
        var agent = await gateway.CreateAgent();
        await (await Post(agent, "", new { text = "kept" })).ShouldBe(201);
        (await gateway.Http.DeleteAsync($"/v1/agents/{agent}")).EnsureSuccessStatusCode().Dispose();

        await (await Post(agent, "", new { text = "x" })).ShouldRefuse(409, "conflict");
        Assert.Equal(["kept"], await Texts(agent));
    }

    [Fact]
    public async Task Changes_of_passages_are_audited()
    {
        var agent = await gateway.CreateAgent();
        var id = (await (await Post(agent, "", new { text = "audited" })).ShouldBe(201)).Text("id");
        (await gateway.Http.DeleteAsync($"/v1/agents/{agent}/passages/{id}")).EnsureSuccessStatusCode().Dispose();

        var entries = (await gateway.Get($"/v1/admin/audit?object=agent/{agent}/passages*"))["items"]!.AsArray();

        Assert.Equal(["memory.delete", "memory.write"], entries.Select(entry => entry!.Text("action")).Order());
        Assert.Contains("audited", entries.ToJsonString(), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> Post(string agent, string path, object body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{agent}/passages{path}")
        {
            Content = JsonContent.Create(body),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return gateway.Http.SendAsync(request);
    }

    private async Task<string[]> Texts(string agent) =>
        [.. (await gateway.Get($"/v1/agents/{agent}/passages"))["items"]!.AsArray().Select(item => item!.Text("text"))];
}
