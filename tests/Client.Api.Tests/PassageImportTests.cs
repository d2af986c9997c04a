using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class PassageImportTests(RunningGateway gateway)
{
    [Fact]
    public async Task File_is_imported_in_the_background_and_its_refusals_are_shown()
    {
        var agent = await gateway.CreateAgent();

        using var accepted = await Post(agent, "?file=notes.jsonl&tags=people", "{\"text\":\"Bob likes tea\"}\nbad\n");
        var import = await accepted.ShouldBe(202);
        var path = $"/v1/agents/{agent}/passages/imports/{import.Text("id")}";
        var ended = await Ended(path);

        Assert.Equal(path, accepted.Headers.Location!.OriginalString);
        Assert.Equal(("done", "jsonl", 2), (ended.Text("state"), ended.Text("format"), ended["read"]!.GetValue<int>()));
        Assert.Equal(2, Assert.Single(ended["refusals"]!.AsArray())!["line"]!.GetValue<int>());
        var passage = Assert.Single((await gateway.Get($"/v1/agents/{agent}/passages"))["items"]!.AsArray())!;
        Assert.Equal(("notes.jsonl", "people"), (passage.Text("source"), passage["tags"]![0]!.GetValue<string>()));
        var listed = Assert.Single((await gateway.Get($"/v1/agents/{agent}/passages/imports"))["items"]!.AsArray())!;
        Assert.Equal((1, 0), (listed["refused"]!.GetValue<int>(), listed["refusals"]!.AsArray().Count));
        var cancelled = await (await gateway.Http.PostAsync($"{path}/cancel", null)).ShouldBe(200);
        Assert.Equal("done", cancelled.Text("state"));
    }

    [Fact]
    public async Task Same_idempotency_key_is_the_same_import()
    {
        var agent = await gateway.CreateAgent();

        var first = await (await Post(agent, "?file=a.md", "# A\n\nText.", "text/markdown", "key")).ShouldBe(202);
        var again = await (await Post(agent, "?file=a.md", "# A\n\nText.", "text/markdown", "key")).ShouldBe(202);
        await (await Post(agent, "?file=a.md", "# B", "text/markdown", "key")).ShouldRefuse(409, "conflict");

        Assert.Equal(first.Text("id"), again.Text("id"));
    }

    [Fact]
    public async Task Body_beyond_the_limit_is_refused_with_the_limit()
    {
        var agent = await gateway.CreateAgent();

        using var response = await Post(agent, "?file=a.txt", new string('a', (10 * 1024 * 1024) + 1), "text/plain");

        var problem = await response.ShouldRefuse(413, "body-too-large");
        Assert.Contains("10485760", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "text/plain", "text", "file")]
    [InlineData("?file=", "text/plain", "text", "file")]
    [InlineData("?file=a", "text/plain", "", "body")]
    [InlineData("?file=a", "application/pdf", "text", "body")]
    [InlineData("?file=a&tags=,", "text/plain", "text", "tags")]
    [InlineData("?file=a", "text/plain; charset=latin1", "text", "Content-Type")]
    public async Task Import_that_breaks_a_rule_is_refused_with_the_field(string query, string type, string body, string field)
    {
        var agent = await gateway.CreateAgent();

        using var response = await Post(agent, query, body, type);

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Import_of_another_type_or_for_no_agent_is_refused()
    {
        var agent = await gateway.CreateAgent();

        await (await Post(agent, "?file=a.zip", "PK", "application/zip")).ShouldRefuse(415, "unsupported-media-type");
        await (await Post("nobody-here", "?file=a.txt", "text", "text/plain")).ShouldRefuse(404, "not-found");
        await (await gateway.Http.GetAsync($"/v1/agents/{agent}/passages/imports/{Guid.Empty}")).ShouldRefuse(404, "not-found");
        (await gateway.Http.DeleteAsync($"/v1/agents/{agent}")).EnsureSuccessStatusCode().Dispose();
        await (await Post(agent, "?file=a.txt", "text", "text/plain")).ShouldRefuse(409, "conflict");
    }

    [Fact]
    public async Task Imports_are_audited()
    {
        var agent = await gateway.CreateAgent();
        await (await Post(agent, "?file=audited.txt", "text", "text/plain")).ShouldBe(202);

        var entries = (await gateway.Get($"/v1/admin/audit?object=agent/{agent}/passages*"))["items"]!.AsArray();

        Assert.Equal("memory.write", Assert.Single(entries)!.Text("action"));
        Assert.Contains("audited.txt", entries.ToJsonString(), StringComparison.Ordinal);
    }

    private Task<JsonNode> Ended(string path) =>
        Eventually.Get(() => gateway.Get(path), import => import["endedAt"] is not null);

    private Task<HttpResponseMessage> Post(
        string agent, string query, string body, string type = "application/x-ndjson", string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{agent}/passages/imports{query}")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        // A body that is refused is not sent then.
        request.Headers.ExpectContinue = true;
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return gateway.Http.SendAsync(request);
    }
}
