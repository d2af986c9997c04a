using Microsoft.AspNetCore.Http;
using Sanctum.Errors;
using Sanctum.Testing.Models;
using static Sanctum.Models.Answers;

namespace Sanctum.Models;

public sealed class ProviderPatienceTests
{
    private const string Busy = """{"error":{"message":"Slow down.","type":"requests","code":"rate_limit_exceeded"}}""";

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Busy_or_broken_server_is_asked_again(int status)
    {
        await using var server = await LoopbackModelServer.Start(
            LoopbackModelServer.Refuse(status, Busy, retryAfter: "0"), LoopbackModelServer.Refuse(status, Busy),
            LoopbackModelServer.Stream(OpenAIHello));

        Assert.Equal("Hello", (await server.Gateway("OpenAI").Ask().Whole()).Text);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(307)]
    public async Task Refusal_is_permanent_and_says_why_without_the_key(int status)
    {
        await using var server = await LoopbackModelServer.Start(
            LoopbackModelServer.Refuse(status, """{"error":{"message":"No such model.","type":"x"}}"""));

        var failure = await server.Gateway("OpenAI").Fails();

        Assert.Equal(ErrorClass.Permanent, failure.Class);
        Assert.Contains("No such model.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Long_wait_is_left_to_the_queue()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Refuse(429, Busy, retryAfter: "120"));

        var failure = await server.Gateway("OpenAI").Fails();

        Assert.Equal((ErrorClass.Transient, TimeSpan.FromMinutes(2)), (failure.Class, failure.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    public async Task Stream_that_breaks_after_a_token_is_not_asked_again(string kind)
    {
        // Cut only once the token was seen: a reset may overtake what was sent before it.
        var seen = new TaskCompletionSource();
        await using var server = await LoopbackModelServer.Start(
            LoopbackModelServer.StreamThenCut(seen.Task, kind == "OpenAI" ? OpenAIHello[..2] : AnthropicHello[..4]));

        var failure = await Assert.ThrowsAsync<DependencyException>(async () =>
        {
            await foreach (var update in server.Gateway(kind).Ask())
            {
                if (update.Text.Length > 0)
                    seen.TrySetResult();
            }
        });

        Assert.Equal(ErrorClass.Transient, failure.Class);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    public async Task Stream_that_ends_early_is_no_answer(string kind)
    {
        await using var server = await LoopbackModelServer.Start(
            LoopbackModelServer.Stream(kind == "OpenAI" ? OpenAIHello[..2] : AnthropicHello[..4]));

        Assert.Equal(ErrorClass.Transient, (await server.Gateway(kind).Fails()).Class);
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    public async Task Silent_server_is_given_up_and_asked_again(string kind)
    {
        await using var server = await LoopbackModelServer.Start(
            Silence, LoopbackModelServer.Stream(kind == "OpenAI" ? OpenAIHello : AnthropicHello));

        Assert.Equal("Hello", (await server.Gateway(kind, ("SilenceTimeout", "00:00:01")).Ask().Whole()).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    public async Task Cancellation_ends_the_request_at_the_server(string kind)
    {
        var arrived = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        await using var server = await LoopbackModelServer.Start(http =>
        {
            http.RequestAborted.Register(gone.SetResult);
            arrived.SetResult();
            return gone.Task;
        });
        using var stop = new CancellationTokenSource();

        var answer = server.Gateway(kind).Ask(stop.Token).Whole();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Circuit_opens_after_failures_and_heals()
    {
        await using var server = await LoopbackModelServer.Start(
            LoopbackModelServer.Refuse(500, Busy), LoopbackModelServer.Refuse(500, Busy));
        var gateway = server.Gateway("OpenAI", ("MaxRetries", "0"), ("CircuitAttempts", "2"), ("CircuitBreak", "00:00:00.500"));
        await gateway.Fails();
        await gateway.Fails();

        var shut = await gateway.Fails();
        Assert.Equal(ErrorClass.Transient, shut.Class);
        Assert.NotNull(shut.RetryAfter);
        Assert.Equal(2, server.Requests.Count);

        server.Then(LoopbackModelServer.Stream(OpenAIHello));
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (await Try(gateway) is null)
            Assert.True(DateTime.UtcNow < deadline, "the circuit did not close");
    }

    private static async Task<string?> Try(IModelGateway gateway)
    {
        try
        {
            return (await gateway.Ask().Whole()).Text;
        }
        catch (DependencyException failure) when (failure.RetryAfter is { } wait)
        {
            await Task.Delay(wait);
            return null;
        }
    }

    private static async Task Silence(HttpContext http)
    {
        var gone = new TaskCompletionSource();
        http.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
