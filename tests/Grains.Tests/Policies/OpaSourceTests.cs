using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sanctum.Identity;
using Sanctum.Testing;

namespace Sanctum.Policies;

/// <summary>
/// Against a stand-in that speaks the data API as Open Policy Agent publishes it: no server of it is to be had here.
/// </summary>
public sealed class OpaSourceTests : IAsyncLifetime
{
    private static readonly PolicyRequest Write = PolicyRequest.MemoryWrite(
        new GrainKey("default", "ada"), new MemoryAct("write", "notes", "tea", "ada"));

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddHttpClient().BuildServiceProvider();
    private LoopbackReceiver _server = null!;

    public async Task InitializeAsync() => _server = await LoopbackReceiver.Start();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"result":true}""", true, false, "")]
    [InlineData("""{"result":false}""", false, false, "the policy server denies it.")]
    [InlineData("""{"result":{"allow":true}}""", true, false, "")]
    [InlineData("""{"result":{"allow":false,"reason":"not on Sundays."}}""", false, false, "not on Sundays.")]
    [InlineData("""{"result":{"allow":"yes"}}""", false, true, "neither true nor false")]
    [InlineData("""{"result":{}}""", false, true, "neither true nor false")]
    [InlineData("{}", false, true, "has no decision")]
    [InlineData("[]", false, true, "has no decision")]
    [InlineData("<html>", false, true, "cannot be asked now")]
    public async Task The_answer_of_the_server_decides_and_any_other_answer_refuses(
        string answer, bool isAllowed, bool isUndecided, string reason)
    {
        _server.Answer = (_, http) => http.Response.WriteAsync(answer);
        using var opa = Create();

        var decision = await opa.Decide(Write, default);

        Assert.Equal((isAllowed, isUndecided), (decision.IsAllowed, decision.IsUndecided));
        Assert.Contains(reason, decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ask":true}""", false, "the policy server asks for an approval.", 86_400)]
    [InlineData(
        """{"allow":false,"ask":true,"reason":"dear.","approval":{"who":["user/ada"],"deadline":"2h"}}""", false, "dear.", 7_200)]
    [InlineData("""{"ask":true,"approval":{"deadline":"never"}}""", true, "approval does not fit", 0)]
    [InlineData("""{"ask":true,"approval":[]}""", true, "approval does not fit", 0)]
    [InlineData("""{"ask":"yes"}""", true, "neither true nor false", 0)]
    public async Task The_server_may_have_a_person_asked(string result, bool isUndecided, string reason, int seconds)
    {
        _server.Answer = (_, http) => http.Response.WriteAsync($$"""{"result":{{result}}}""");
        using var opa = Create();

        var decision = await opa.Decide(Write, default);

        Assert.Equal((false, isUndecided), (decision.IsAllowed, decision.IsUndecided));
        Assert.Contains(reason, decision.Reason, StringComparison.Ordinal);
        Assert.Equal(seconds, decision.Terms?.Deadline.TotalSeconds ?? 0);
    }

    [Fact]
    public async Task The_server_is_asked_for_the_configured_decision_with_the_act_as_input_and_the_token()
    {
        _server.Answer = (_, http) => http.Response.WriteAsync("""{"result":true}""");
        using var opa = Create(options => (options.Decision, options.Token) = ("acme/agents/allow", "secret"));

        await opa.Decide(Write, default);

        var request = Assert.Single(_server.Requests);
        Assert.Equal(("/v1/data/acme/agents/allow", "Bearer secret"), (request.Path, request.Headers["authorization"]));
        var input = JsonNode.Parse(request.Body)!["input"]!;
        Assert.Equal(
            ("memory.write", "ada", "notes", "tea"),
            ((string)input["action"]!, (string)input["agent"]!["id"]!, (string)input["memory"]!["label"]!,
                (string)input["memory"]!["text"]!));
    }

    [Fact]
    public async Task A_server_that_fails_refuses_and_is_asked_again_at_once()
    {
        _server.Answer = (_, http) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        using var opa = Create();
        Assert.True((await opa.Decide(Write, default)).IsUndecided);

        _server.Answer = (_, http) => http.Response.WriteAsync("""{"result":true}""");

        Assert.True((await opa.Decide(Write, default)).IsAllowed);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_and_one_that_is_not_there_refuse()
    {
        _server.Answer = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        using var slow = Create(options => options.Timeout = TimeSpan.FromMilliseconds(50));
        using var absent = Create(options => options.Url = "http://127.0.0.1:1");

        Assert.True((await slow.Decide(Write, default)).IsUndecided);
        Assert.True((await absent.Decide(Write, default)).IsUndecided);
    }

    [Fact]
    public async Task The_same_question_is_asked_once_while_the_answer_holds_and_another_one_anew()
    {
        _server.Answer = (_, http) => http.Response.WriteAsync("""{"result":true}""");
        using var kept = Create();
        using var fresh = Create(options => options.CacheFor = TimeSpan.Zero);

        await kept.Decide(Write, default);
        await kept.Decide(Write, default);
        await kept.Decide(Write with { Memory = Write.Memory! with { Text = "milk" } }, default);
        Assert.Equal(2, _server.Requests.Count);
        await fresh.Decide(Write, default);
        await fresh.Decide(Write, default);

        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public void Only_the_configured_actions_concern_the_server_and_none_without_a_server()
    {
        using var some = Create(options => options.Actions = ["tool.execute"]);
        using var none = Create(options => options.Url = null);

        Assert.True(some.IsConcerned("default", "tool.execute"));
        Assert.False(some.IsConcerned("default", "memory.write"));
        Assert.False(none.IsConcerned("default", "memory.write"));
    }

    private OpaSource Create(Action<OpaOptions>? change = null)
    {
        // Not so short that a busy machine is told that the server is away.
        var options = new OpaOptions { Url = _server.Url.ToString(), Timeout = TimeSpan.FromSeconds(10) };
        change?.Invoke(options);
        return ActivatorUtilities.CreateInstance<OpaSource>(
            _services, Options.Create(options), new PolicyMeter(_services.GetRequiredService<IMeterFactory>()),
            NullLogger<OpaSource>.Instance);
    }
}
