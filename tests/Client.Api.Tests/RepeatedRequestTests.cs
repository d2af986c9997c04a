using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>Chat completions without an idempotency key: which of equal ones are one message.</summary>
[Collection(SharedGateway.Name)]
public sealed class RepeatedRequestTests(RunningGateway gateway)
{
    [Fact]
    public async Task Equal_request_joins_the_one_that_is_open()
    {
        var agent = await gateway.CreateAgent();

        var first = Complete(agent, $"hold {agent}");
        await Eventually.True(() => Task.FromResult(gateway.Model.HasHeld(agent)));
        // Another body is another message. It comes last, so what it waits for has joined by then.
        var second = Complete(agent, $"hold {agent}", header: ("x-stainless-retry-count", "1"));
        var other = Complete(agent, $"hold {agent}", """{"stream":true}""");
        await Eventually.True(async () => await Count(agent) == 2);
        gateway.Model.Release(agent);

        Assert.Equal((await (await first).ShouldBe(200)).Text("id"), (await (await second).ShouldBe(200)).Text("id"));
        Assert.Contains("third", await (await other).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, await Count(agent));
    }

    [Fact]
    public async Task Equal_requests_at_the_same_moment_are_one_message()
    {
        var agent = await gateway.CreateAgent();

        // A stream begins as soon as its message is in, or is known.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Complete(agent, $"hold {agent}", """{"stream":true}""", completion: HttpCompletionOption.ResponseHeadersRead)));
        gateway.Model.Release(agent);

        foreach (var answer in answers)
            Assert.Equal("first second third", await Text(answer));
        Assert.Equal(1, await Count(agent));
    }

    [Fact]
    public async Task Equal_stream_that_joins_has_the_whole_reply_once()
    {
        var agent = await gateway.CreateAgent();
        const string Streamed = """{"stream":true}""";

        var first = Complete(agent, $"hold {agent}", Streamed);
        await Eventually.True(() => Task.FromResult(gateway.Model.HasHeld(agent)));
        using var second = await Complete(agent, $"hold {agent}", Streamed, completion: HttpCompletionOption.ResponseHeadersRead);
        gateway.Model.Release(agent);

        Assert.Equal("first second third", await Text(await first));
        Assert.Equal("first second third", await Text(second));
        Assert.Equal(1, await Count(agent));
    }

    [Fact]
    public async Task Failed_request_is_answered_alike_for_ten_minutes()
    {
        var agent = await gateway.CreateAgent();

        using var first = await Complete(agent, "fail");
        using var again = await Complete(agent, "fail");
        await Execute($"update queue_item set finished_at = finished_at - interval '11 minutes' where agent = '{agent}'");
        using var later = await Complete(agent, "fail");
        using var then = await Complete(agent, "fail");

        foreach (var answer in new[] { first, again, later, then })
        {
            Assert.Equal("turn_failed", (await answer.ShouldBe(400))["error"]!.Text("code"));
            Assert.Equal(["false"], answer.Headers.GetValues("x-should-retry"));
        }
        Assert.Equal(2, await Count(agent));
    }

    [Fact]
    public async Task Answered_request_is_a_new_message_unless_it_says_that_it_repeats()
    {
        var agent = await gateway.CreateAgent();

        using var first = await Complete(agent, "hello");
        using var repeated = await Complete(agent, "hello", header: ("x-stainless-retry-count", "1"));
        using var anew = await Complete(agent, "hello", header: ("x-stainless-retry-count", "0"));

        Assert.Equal((await first.ShouldBe(200)).Text("id"), (await repeated.ShouldBe(200)).Text("id"));
        Assert.NotEqual((await first.ShouldBe(200)).Text("id"), (await anew.ShouldBe(200)).Text("id"));
        Assert.Equal(2, await Count(agent));
    }

    [Theory]
    [InlineData("X-API-Key", "KEY")]
    [InlineData("x-session-id", "another-AGENT")]
    public async Task Request_of_another_caller_or_conversation_is_another_message(string header, string value)
    {
        var agent = await gateway.CreateAgent();
        using var key = await gateway.Http.PostAsJsonAsync("/v1/keys", new { name = agent, permissions = new[] { "agents:*" } });
        var secret = (await key.ShouldBe(201)).Text("secret");
        value = value.Replace("AGENT", agent, StringComparison.Ordinal).Replace("KEY", secret, StringComparison.Ordinal);

        var first = Complete(agent, $"hold {agent}");
        var second = Complete(agent, $"hold {agent}", header: (header, value));
        await Eventually.True(async () => await Count(agent) == 2);
        gateway.Model.Release(agent);

        Assert.NotEqual((await (await first).ShouldBe(200)).Text("id"), (await (await second).ShouldBe(200)).Text("id"));
    }

    [Fact]
    public async Task Refusal_that_the_caller_must_mend_says_that_a_repeat_does_not_help()
    {
        using var unknown = await Complete("nobody-here", "hello");
        using var unread = await Complete(await gateway.CreateAgent(), "");

        Assert.Equal(["false"], unknown.Headers.GetValues("x-should-retry"));
        Assert.Equal(["false"], unread.Headers.GetValues("x-should-retry"));
    }

    private static async Task<string> Text(HttpResponseMessage streamed)
    {
        var lines = (await streamed.Content.ReadAsStringAsync()).Split('\n').Where(
            line => line.StartsWith("data: {", StringComparison.Ordinal));
        return string.Concat(lines.Select(
            line => JsonNode.Parse(line["data: ".Length..])!["choices"]![0]?["delta"]?["content"]?.GetValue<string>()));
    }

    private async Task<HttpResponseMessage> Complete(
        string agent, string text, string further = "{}", (string Name, string Value)? header = null,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        var body = JsonNode.Parse(further)!.AsObject();
        body["model"] = agent;
        body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = RunningGateway.Json(body.ToJsonString()),
        };
        if (header is var (name, value))
            request.Headers.Add(name, value);
        return await gateway.Http.SendAsync(request, completion);
    }

    private async Task<int> Count(string agent) =>
        (await gateway.Get($"/v1/agents/{agent}/queue/items"))["items"]!.AsArray().Count;

    private async Task Execute(string sql)
    {
        await using var command = gateway.Rows.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
