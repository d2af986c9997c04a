using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Sanctum.Testing.Models;

namespace Sanctum.Tests;

/// <summary>The event of a failed turn says what failed, whether a retry can help, and when.</summary>
public sealed class TurnErrorTests : IAsyncLifetime
{
    private const string Body = """{"error":{"message":"Not now."}}""";

    private readonly RunningGateway _gateway = new();
    private LoopbackModelServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackModelServer.Start();
        await _gateway.Start(
            "Sanctum:Models:Providers:test:Kind=OpenAI", $"Sanctum:Models:Providers:test:BaseUrl={_server.Url}/v1",
            "Sanctum:Models:Providers:test:ApiKey=sk-secret", "Sanctum:Models:Providers:test:MaxRetries=0",
            "Sanctum:Queue:MaxAttempts=2", "Sanctum:Queue:RetryBaseDelay=00:00:00.050");
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Ends_of_failed_turns_say_what_failed_whether_a_repeat_helps_and_when()
    {
        var agent = await _gateway.CreateAgent("test/any");

        Assert.Equal(["error unauthorized False "], await EndsAfter(agent, 1, 401, retryAfter: null));
        Assert.Equal(["new rate-limited True 2", "error rate-limited True 2"], await EndsAfter(agent, 2, 429, retryAfter: "2"));
        Assert.Equal(["new unavailable True 1", "error unavailable True "], await EndsAfter(agent, 2, 503, retryAfter: null));
        Assert.Equal(
            ["error quota-exceeded False "],
            await EndsAfter(
                agent, 1, 429, retryAfter: null, """{"error":{"message":"Pay first.","type":"insufficient_quota"}}"""));
        Assert.Equal(["error request-refused False "], await EndsAfter(agent, 1, 422, retryAfter: null));
    }

    [Theory]
    [InlineData(401, null, 1, false, null)]
    [InlineData(429, "1", 2, true, 1)]
    public async Task Error_of_a_streamed_chat_says_whether_a_repeat_helps_and_when(
        int status, string? retryAfter, int attempts, bool retriable, int? seconds)
    {
        var agent = await _gateway.CreateAgent("test/any");
        _server.Then([.. Enumerable.Repeat(LoopbackModelServer.Refuse(status, Body, retryAfter), attempts)]);

        using var response = await _gateway.Http.PostAsJsonAsync(
            "/v1/chat/completions",
            new { model = agent, stream = true, messages = new[] { new { role = "user", content = "hello" } } });

        await using var stream = await response.Content.ReadAsStreamAsync();
        var last = JsonNode.Parse(SseParser.Create(stream).Enumerate().Last().Data)!["error"]!;
        Assert.Equal(
            ("turn_failed", retriable, seconds),
            (last.Text("code"), last["retriable"]!.GetValue<bool>(), last["retry_after"]?.GetValue<int>()));
    }

    // Status, code, whether a repeat helps, and seconds of each end of the turn.
    private async Task<string[]> EndsAfter(string agent, int attempts, int status, string? retryAfter, string body = Body)
    {
        _server.Then([.. Enumerable.Repeat(LoopbackModelServer.Refuse(status, body, retryAfter), attempts)]);
        var session = $"{agent}-{Guid.NewGuid():N}";
        (await _gateway.Http.PutAsJsonAsync($"/v1/sessions/{session}", new { agentId = agent })).Dispose();
        await using var events = await EventStream.Open(_gateway, session);
        (await _gateway.Send(agent, new { text = "hello", sessionId = session })).Dispose();
        var seen = await events.Until((type, data) => type == "turn.ended" && data.Text("status") == "error");
        return [.. seen.Where(one => one.Type == "turn.ended").Select(one => one.Data).Select(data =>
            $"{data.Text("status")} {data.Text("errorCode")} {data["retriable"]!.GetValue<bool>()} " +
            $"{data["retryAfter"]?.GetValue<int>()}")];
    }
}
