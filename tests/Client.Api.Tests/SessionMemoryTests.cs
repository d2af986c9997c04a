using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class SessionMemoryTests(RunningGateway gateway)
{
    private readonly string _session = $"s-{Guid.NewGuid():N}";

    [Theory]
    [InlineData("""{"a":[1,2.50,null,true],"b":{"c":"d"}}""")]
    [InlineData("null")]
    [InlineData("\"日本語 🎉 \\u0001 \\\"quoted\\\"\"")]
    [InlineData("1e400")]
    [InlineData("[]")]
    [InlineData("123456789012345678901234567890")]
    public async Task Any_value_is_loaded_as_it_was_saved(string value)
    {
        var saved = await (await Save("k", value)).ShouldBe(200);

        var loaded = await Load("k");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), loaded["value"]), loaded.ToJsonString());
        Assert.Equal(saved.ToJsonString(), loaded.ToJsonString());
        Assert.Equal(_session, loaded.Text("session_id"));
        Assert.Null(loaded["expires_at"]);
    }

    [Fact]
    public async Task Same_key_in_two_sessions_is_two_values()
    {
        var other = $"s-{Guid.NewGuid():N}";
        await (await Save("k", "1")).ShouldBe(200);
        await (await Save("k", "2", other)).ShouldBe(200);

        Assert.Equal(1, (await Load("k"))["value"]!.GetValue<int>());
        Assert.Equal(2, (await Load("k", other))["value"]!.GetValue<int>());
    }

    [Fact]
    public async Task Later_save_replaces_the_value_with_a_greater_version_and_a_repeat_writes_nothing()
    {
        var first = await (await Save("k", "1")).ShouldBe(200);
        var again = await (await Save("k", "1")).ShouldBe(200);
        var second = await (await Save("k", "2")).ShouldBe(200);

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.True(second["version"]!.GetValue<long>() > first["version"]!.GetValue<long>());
        Assert.Equal(second.ToJsonString(), (await Load("k")).ToJsonString());
    }

    [Fact]
    public async Task Keys_are_listed_in_their_order_a_page_at_a_time_and_the_session_is_listed()
    {
        foreach (var key in (string[])["b", "a/1", "ä", "C"])
            await (await Save(key, $"\"{key}\"")).ShouldBe(200);

        var first = await gateway.Get($"/api/memory/all?session_id={_session}&limit=3");
        var rest = await gateway.Get($"/api/memory/all?session_id={_session}&after={Uri.EscapeDataString(first.Text("next"))}");

        Assert.Equal(["C", "a/1", "b", "ä"], Keys(first).Concat(Keys(rest)));
        Assert.Null(rest["next"]);
        Assert.Equal(4, (await FindSession())!["keys"]!.GetValue<int>());
    }

    [Fact]
    public async Task Deleted_key_and_deleted_session_are_not_found()
    {
        await (await Save("k", "1")).ShouldBe(200);
        await (await Save("other", "2")).ShouldBe(200);

        (await Post("delete", new { key = "k", session_id = _session })).EnsureSuccessStatusCode().Dispose();
        await (await Post("load", new { key = "k", session_id = _session })).ShouldRefuse(404, "not-found");
        await (await Post("delete", new { key = "k", session_id = _session })).ShouldRefuse(404, "not-found");
        Assert.Equal(2, (await Load("other"))["value"]!.GetValue<int>());

        (await gateway.Http.DeleteAsync($"/api/memory/{_session}")).EnsureSuccessStatusCode().Dispose();
        await (await gateway.Http.GetAsync($"/api/memory/all?session_id={_session}")).ShouldRefuse(404, "not-found");
        await (await gateway.Http.DeleteAsync($"/api/memory/{_session}")).ShouldRefuse(404, "not-found");
        Assert.Null(await FindSession());
    }

    [Theory]
    [InlineData("""{"session_id":"s","value":1}""", "key", "required")]
    [InlineData("""{"key":"k","session_id":"s"}""", "value", "required")]
    [InlineData("""{"key":"k","value":1}""", "session_id", "required")]
    [InlineData("""{"key":"","value":1,"session_id":"s"}""", "key", "256")]
    [InlineData("""{"key":"a\nb","value":1,"session_id":"s"}""", "key", "control")]
    [InlineData("""{"key":"k","value":1,"session_id":"not this"}""", "session_id", "128")]
    [InlineData("""{"key":"k","value":1,"session_id":"s","ttl_seconds":0}""", "ttl_seconds", "1 to")]
    [InlineData("""{"key":"k","value":1,"session_id":"s","ttl_seconds":9223372036854775807}""", "ttl_seconds", "31622400")]
    public async Task Request_that_breaks_a_rule_is_refused_with_the_field_and_the_limit(string body, string field, string limit)
    {
        using var response = await gateway.Http.PostAsync("/api/memory/save", RunningGateway.Json(body));

        var problem = await response.ShouldRefuse(400, "invalid-request");
        Assert.Equal([field], problem.RefusedFields());
        Assert.Contains(limit, problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_beyond_the_limit_is_refused_and_the_earlier_one_stays()
    {
        await (await Save("k", "1")).ShouldBe(200);

        var problem = await (await Save("k", $"\"{new string('x', 65_536)}\"")).ShouldRefuse(400, "invalid-request");

        Assert.Equal(["value"], problem.RefusedFields());
        Assert.Contains("65536", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(1, (await Load("k"))["value"]!.GetValue<int>());
    }

    [Fact]
    public async Task Unknown_parameter_and_missing_session_are_refused()
    {
        await (await gateway.Http.GetAsync("/api/memory/all?sessionId=s")).ShouldRefuse(400, "invalid-request");
        var missing = await (await gateway.Http.GetAsync("/api/memory/all")).ShouldRefuse(400, "invalid-request");
        Assert.Equal(["session_id"], missing.RefusedFields());
    }

    [Fact]
    public async Task Changes_are_audited_without_the_values_that_are_saved()
    {
        await (await Save("k", "\"a-value-of-mine\"")).ShouldBe(200);
        (await gateway.Http.DeleteAsync($"/api/memory/{_session}")).EnsureSuccessStatusCode().Dispose();

        var entries = (await gateway.Get($"/v1/admin/audit?object=session/{_session}/memory*"))["items"]!.AsArray();

        Assert.Equal(
            [("memory.delete", $"session/{_session}/memory"), ("memory.write", $"session/{_session}/memory/k")],
            entries.Select(entry => (entry!.Text("action"), entry!.Text("object"))).Order());
        Assert.DoesNotContain("a-value-of-mine", entries.ToJsonString(), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> Save(string key, string value, string? session = null) => gateway.Http.PostAsync(
        "/api/memory/save",
        RunningGateway.Json($$"""{"key":"{{key}}","value":{{value}},"session_id":"{{session ?? _session}}"}"""));

    private async Task<JsonNode> Load(string key, string? session = null) =>
        await (await Post("load", new { key, session_id = session ?? _session })).ShouldBe(200);

    private Task<HttpResponseMessage> Post(string path, object body) =>
        gateway.Http.PostAsync($"/api/memory/{path}", JsonContent.Create(body));

    private async Task<JsonNode?> FindSession() => (await gateway.Get("/api/memory/sessions?limit=200"))["items"]!.AsArray()
        .SingleOrDefault(session => session!.Text("session_id") == _session);

    private static IEnumerable<string> Keys(JsonNode page) => page["items"]!.AsArray().Select(item => item!.Text("key"));
}
