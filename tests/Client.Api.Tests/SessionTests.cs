using Sanctum.Testing;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class SessionTests(RunningGateway gateway)
{
    [Fact]
    public async Task Session_that_is_opened_first_is_watched_from_its_first_word()
    {
        var agent = await gateway.CreateAgent();

        using var opened = await Open($"{agent}-s", $$"""{"agentId":"{{agent}}"}""");
        await using var events = await EventStream.Open(gateway, $"{agent}-s");
        using var sent = await gateway.Send(agent, new { text = "good morning", sessionId = $"{agent}-s" });

        var entries = await events.EntriesUntil(2);
        Assert.Equal(0, (await opened.ShouldBe(200))["lastSeq"]!.GetValue<int>());
        Assert.Equal([1, 2], entries);
    }

    [Fact]
    public async Task Context_of_a_call_is_shown_in_tokens_and_without_the_texts_of_memory()
    {
        var agent = await gateway.CreateAgent();
        using var sent = await gateway.Send(agent, new { text = "good morning", sessionId = $"{agent}-s" }, "?wait=30s");

        var next = await (await gateway.Http.GetAsync($"/v1/sessions/{agent}-s/context")).ShouldBe(200);
        var first = await (await gateway.Http.GetAsync($"/v1/sessions/{agent}-s/context?step=2")).ShouldBe(200);

        var parts = next["parts"]!.AsArray().Select(part => part!.AsObject()).ToList();
        Assert.Equal(next["tokens"]!.GetValue<int>(), parts.Sum(part => part["tokens"]!.GetValue<int>()));
        Assert.Equal("unknown", next["window"]!.Text("source"));
        Assert.All(
            parts.Where(part => part.Text("kind") is "system" or "block" or "tool"), part => Assert.Null(part["text"]));
        Assert.Equal(
            ["1", "2"], parts.Where(part => part.Text("kind") is "user" or "assistant").Select(part => part.Text("source")));
        Assert.Equal("good morning", first["parts"]!.AsArray()[^1]!.Text("text"));
        await (await gateway.Http.GetAsync($"/v1/sessions/{agent}-s/context?step=1")).ShouldRefuse(400, "invalid-request");
        await (await gateway.Http.GetAsync($"/v1/sessions/{agent}-s/context?step=9")).ShouldRefuse(404, "not-found");
        await (await gateway.Http.GetAsync($"/v1/sessions/{agent}-none/context")).ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Context_names_recalled_passages_without_their_texts()
    {
        var agent = await gateway.CreateAgent();
        using var inserted = await gateway.Http.PostAsync(
            $"/v1/agents/{agent}/passages", RunningGateway.Json("""{"text":"The harbour closes at nine."}"""));
        var passage = (await inserted.ShouldBe(201)).Text("id");

        // On a busy machine a search may take longer than a turn waits for it.
        var parts = await Eventually.Get(
            async () =>
            {
                var session = $"{agent}-{Guid.NewGuid():N}";
                using var sent = await gateway.Send(
                    agent, new { text = "When does the harbour close?", sessionId = session }, "?wait=30s");
                return (await gateway.Get($"/v1/sessions/{session}/context?step=2"))["parts"]!.AsArray()
                    .Where(part => part!.Text("kind") == "passage").ToList();
            },
            found => found.Count > 0);

        Assert.Equal(["", passage, ""], parts.Select(part => part!.Text("source")));
        Assert.All(parts, part => Assert.Null(part!["text"]));
        Assert.All(parts, part => Assert.InRange(part!["tokens"]!.GetValue<int>(), 1, 200));
    }

    [Fact]
    public async Task What_was_said_is_found_by_its_words()
    {
        var agent = await gateway.CreateAgent();
        using var sent = await gateway.Send(agent, new { text = "Bob likes green tea", sessionId = $"{agent}-s" }, "?wait=30s");

        var found = await (await gateway.Http.GetAsync(
            $"/v1/agents/{agent}/recall?q=teas&session={agent}-s&since=1d")).ShouldBe(200);

        Assert.Equal(["1", "2"], found["items"]!.AsArray().Select(entry => $"{entry!["seq"]}").Order(StringComparer.Ordinal));
        Assert.Equal("both", found.Text("by"));
        Assert.Equal("1", $"{found["items"]![0]!["parts"]!["wordRank"]}");
        var byWords = await (await gateway.Http.GetAsync(
            $"/v1/agents/{agent}/recall?q=teas&by=words")).ShouldBe(200);
        Assert.Equal("words", byWords.Text("by"));
        Assert.Null(byWords["vectors"]);
        await (await gateway.Http.GetAsync($"/v1/agents/{agent}/recall?q=tea&by=luck")).ShouldRefuse(400, "invalid-request");
        await (await gateway.Http.GetAsync($"/v1/agents/{agent}/recall")).ShouldRefuse(400, "invalid-request");
        await (await gateway.Http.GetAsync($"/v1/agents/{agent}/recall?q=tea&limit=51")).ShouldRefuse(400, "invalid-request");
        await (await gateway.Http.GetAsync("/v1/agents/nobody-here/recall?q=tea")).ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Opening_again_is_the_same_session_and_for_another_agent_a_conflict()
    {
        var (agent, other) = (await gateway.CreateAgent(), await gateway.CreateAgent());
        using var sent = await gateway.Send(agent, new { text = "good morning", sessionId = $"{agent}-s" }, "?wait=30s");

        using var again = await Open($"{agent}-s", $$"""{"agentId":"{{agent}}"}""");
        using var taken = await Open($"{agent}-s", $$"""{"agentId":"{{other}}"}""");

        Assert.Equal(2, (await again.ShouldBe(200))["lastSeq"]!.GetValue<int>());
        await taken.ShouldRefuse(409, "conflict");
    }

    [Theory]
    [InlineData("""{}""", 400, "invalid-request")]
    [InlineData("""{"agentId":"Not Good"}""", 400, "invalid-request")]
    [InlineData("""{"agentId":"nobody-here"}""", 404, "not-found")]
    public async Task Session_is_with_an_agent_that_is_there(string body, int status, string code)
    {
        using var response = await Open("nobody-s", body);

        await response.ShouldRefuse(status, code);
        using var session = await gateway.Http.GetAsync("/v1/sessions/nobody-s");
        await session.ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Conversations_to_go_back_to_are_listed_newest_first()
    {
        var agent = await gateway.CreateAgent();
        using var first = await gateway.Send(
            agent, new { text = "good morning", sessionId = $"{agent}-a", from = "Ann" }, "?wait=30s");
        using var second = await gateway.Send(agent, new { text = "good night", sessionId = $"{agent}-b" }, "?wait=30s");

        var page = await gateway.Get($"/v1/agents/{agent}/sessions?limit=1");
        var rest = await gateway.Get($"/v1/sessions?agent={agent}&after={page.Text("next")}");

        Assert.Equal($"{agent}-b", Assert.Single(page["items"]!.AsArray())!.Text("id"));
        var session = Assert.Single(rest["items"]!.AsArray())!;
        Assert.Equal((agent, "good morning", "api", "Ann", "done"),
            (
                session.Text("agentId"), session.Text("title"), session.Text("platform"), session.Text("from"),
                session.Text("status")));
        Assert.Equal((2, null), (session["lastSeq"]!.GetValue<int>(), rest["next"]));
    }

    [Theory]
    [InlineData("/v1/sessions?limit=0", 400, "invalid-request")]
    [InlineData("/v1/sessions?after=yesterday", 400, "invalid-request")]
    [InlineData("/v1/sessions?agent=nobody-here", 404, "not-found")]
    [InlineData("/v1/sessions?person=00000000-0000-0000-0000-000000000001", 404, "not-found")]
    [InlineData("/v1/agents/nobody-here/sessions", 404, "not-found")]
    [InlineData("/v1/people/00000000-0000-0000-0000-000000000001", 404, "not-found")]
    [InlineData("/v1/people/nobody", 400, "invalid-request")]
    public async Task List_of_what_is_not_there_is_refused(string path, int status, string code)
    {
        using var response = await gateway.Http.GetAsync(path);

        await response.ShouldRefuse(status, code);
    }

    private Task<HttpResponseMessage> Open(string session, string body) =>
        gateway.Http.PutAsync($"/v1/sessions/{session}", RunningGateway.Json(body));
}
