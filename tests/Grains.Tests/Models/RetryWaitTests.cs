using Microsoft.AspNetCore.Http;
using Sanctum.Errors;
using Sanctum.Models.Remote;
using Sanctum.Testing.Models;
using static Sanctum.Models.Answers;

namespace Sanctum.Models;

public sealed class RetryWaitTests
{
    private const string Busy = """{"error":{"message":"Slow down."}}""";
    private static readonly ProviderOptions Options = new();

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("Thu, 01 Jan 2015 00:00:00 GMT")]
    [InlineData("soon")]
    [InlineData(null)]
    public async Task Time_that_has_passed_asks_for_nothing(string? retryAfter)
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Refuse(503, Busy, retryAfter));

        Assert.Null((await server.Gateway("OpenAI", ("MaxRetries", "0")).Fails()).RetryAfter);
    }

    [Fact]
    public void Wait_is_at_least_the_first_delay_and_what_the_server_asks_for()
    {
        var asking = new DependencyException("test", "is busy", ErrorClass.Transient, TimeSpan.FromSeconds(4));
        for (var failures = 1; failures < 4; failures++)
        {
            Assert.InRange(Resilience.WaitAfter(null, failures, Options), Options.RetryDelay, Options.MaxRetryDelay);
            Assert.InRange(Resilience.WaitAfter(asking, failures, Options), TimeSpan.FromSeconds(4), Options.MaxRetryDelay);
        }
    }

    [Theory]
    [InlineData(429, 4)]
    [InlineData(500, 4)]
    [InlineData(502, 4)]
    [InlineData(503, 4)]
    [InlineData(504, 4)]
    [InlineData(404, 1)]
    public async Task Statuses_that_may_pass_are_retried_as_often_as_is_configured_and_others_are_not(int status, int requests)
    {
        await using var server = await LoopbackModelServer.Start(
            [.. Enumerable.Repeat(LoopbackModelServer.Refuse(status, Busy), 10)]);

        await server.Gateway("OpenAI", ("MaxRetries", "3"), ("CircuitAttempts", "1000")).Fails();

        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public void Total_of_three_and_a_second_between_can_be_configured()
    {
        var options = new ProviderOptions { MaxRetries = 3, RetryDelay = TimeSpan.FromSeconds(1) };

        Assert.Null(options.Fault());
        Assert.All(Enumerable.Range(1, 3), failures =>
            Assert.InRange(Resilience.WaitAfter(null, failures, options), TimeSpan.FromSeconds(1), options.MaxRetryDelay));
    }

    [Fact]
    public async Task Quota_that_may_come_back_is_left_to_the_queue()
    {
        await using var server = await LoopbackModelServer.Start(
            LoopbackModelServer.Refuse(
                StatusCodes.Status429TooManyRequests,
                """{"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED"}}"""));

        var failure = await server.Gateway("OpenAI").Fails();

        Assert.Equal((ErrorClass.Transient, TimeSpan.FromMinutes(1)), (failure.Class, failure.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Answers_that_cannot_be_read_open_the_circuit()
    {
        await using var server = await LoopbackModelServer.Start(
            [.. Enumerable.Repeat(LoopbackModelServer.Refuse(200, """{"result":"nonsense"}"""), 5)]);
        var gateway = server.Gateway("OpenAI", ("CircuitAttempts", "2"), ("CircuitBreak", "00:10:00"));

        await gateway.Fails();
        await gateway.Fails();
        var open = await gateway.Fails();

        Assert.Contains("left alone", open.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Usage_is_asked_for_unless_the_provider_refuses_that(bool asks)
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Stream(OpenAIHello));

        await server.Gateway("OpenAI", ("AsksForUsage", asks ? "true" : "false")).Ask().Whole();

        Assert.Equal(asks, server.Requests.Single().Body.Contains("stream_options", StringComparison.Ordinal));
    }
}
