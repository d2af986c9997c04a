using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Identity;
using Sanctum.Testing;

namespace Sanctum.Policies;

/// <summary>
/// Against a stand-in that speaks the check API as OpenFGA publishes it, and knows some tuples: no server of it is to be had
/// here.
/// </summary>
public sealed class OpenFgaSourceTests : IAsyncLifetime
{
    private const string Store = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private const string Model = "01BX5ZZKBKACTAV9WEVGEMMVRZ";

    private static readonly GrainKey Ada = new("acme", "ada");
    private static readonly PolicyRequest Calculate = Call("calculate");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddHttpClient().BuildServiceProvider();
    private readonly HashSet<(string User, string Relation, string Object)> _tuples =
        [("agent:acme/ada", "can_execute", "tool:acme/calculate")];

    private LoopbackReceiver _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackReceiver.Start();
        _server.Answer = Check;
    }

    public async Task DisposeAsync()
    {
        Principal.Leave();
        await _server.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_relation_that_the_server_knows_allows_and_one_that_is_missing_denies_and_is_named()
    {
        using var source = Create();

        Assert.Equal(PolicyDecision.Allow, await source.Decide(Calculate, default));
        Assert.Equal(
            PolicyDecision.Deny("agent:acme/ada does not have the relation can_execute to tool:acme/shell."),
            await source.Decide(Call("shell"), default));
    }

    [Fact]
    public async Task The_store_is_asked_with_the_model_and_the_token()
    {
        using var source = Create(options => (options.ModelId, options.Token) = (Model, "secret"));

        await source.Decide(Calculate, default);

        var request = Assert.Single(_server.Requests);
        Assert.Equal(($"/stores/{Store}/check", "Bearer secret"), (request.Path, request.Headers["authorization"]));
        Assert.Equal(Model, (string?)JsonNode.Parse(request.Body)!["authorization_model_id"]);
    }

    public static TheoryData<string, string, string> Acts => new()
    {
        { PolicyActions.ConversationSend, "can_send", "tenant:acme" },
        { PolicyActions.ToolExecute, "can_execute", "tool:acme/shell%3A%2A%23" },
        { PolicyActions.MemoryWrite, "can_write", "memory:acme/ada/notes" },
        { PolicyActions.PublishPost, "can_publish", "account:acme/bluesky/ada.example" },
        { PolicyActions.AgentChange, "can_change", "agent:acme/ada" },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public void An_act_is_a_relation_of_the_agent_or_of_the_caller(string action, string relation, string target)
    {
        var request = new PolicyRequest(action, Ada)
        {
            Tool = "shell:*#",
            Memory = new MemoryAct("write", "notes", "", "ada"),
            Post = new PostAct("bluesky", "ada.example", "", IsReply: false),
        };

        Assert.Equal(new RelationTuple("agent:acme/ada", relation, target), RelationTuple.Of(request));

        new Principal("acme", PrincipalKind.User, "ann", []).Act();
        Assert.Equal(new RelationTuple("user:acme/ann", relation, target), RelationTuple.Of(request));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"allowed":"yes"}""")]
    [InlineData("<html>")]
    public async Task Any_other_answer_refuses(string answer)
    {
        _server.Answer = (_, http) => http.Response.WriteAsync(answer);
        using var source = Create();

        var decision = await source.Decide(Calculate, default);

        Assert.Equal(PolicyDecision.Undecided("the authorization server cannot be asked now."), decision);
    }

    [Fact]
    public async Task A_server_that_fails_is_slow_or_away_refuses_and_is_asked_again_at_once()
    {
        using var source = Create();
        _server.Answer = (_, http) =>
        {
            http.Response.StatusCode = 400;
            return http.Response.WriteAsync("""{"code":"validation_error","message":"relation 'can_execute' not found"}""");
        };
        Assert.True((await source.Decide(Calculate, default)).IsUndecided);
        _server.Answer = Check;
        Assert.True((await source.Decide(Calculate, default)).IsAllowed);

        _server.Answer = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        using var slow = Create(options => options.Timeout = TimeSpan.FromMilliseconds(50));
        using var absent = Create(options => options.Url = "http://127.0.0.1:1");
        Assert.True((await slow.Decide(Calculate, default)).IsUndecided);
        Assert.True((await absent.Decide(Calculate, default)).IsUndecided);
    }

    [Fact]
    public async Task The_same_question_is_asked_once_while_the_answer_holds()
    {
        using var kept = Create();
        using var fresh = Create(options => options.CacheFor = TimeSpan.Zero);

        await kept.Decide(Calculate, default);
        await kept.Decide(Calculate, default);
        Assert.Single(_server.Requests);
        await kept.Decide(Call("shell"), default);
        await fresh.Decide(Calculate, default);
        await fresh.Decide(Calculate, default);

        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task A_name_that_the_server_would_not_take_refuses_without_asking()
    {
        using var source = Create();

        Assert.True((await source.Decide(Call(new string('a', 256)), default)).IsUndecided);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public void Only_the_configured_actions_concern_the_server_and_none_without_a_server()
    {
        using var some = Create(options => options.Actions = ["tool.execute"]);
        using var none = Create(options => options.Url = null);

        Assert.True(some.IsConcerned("acme", "tool.execute"));
        Assert.False(some.IsConcerned("acme", "memory.write"));
        Assert.False(none.IsConcerned("acme", "tool.execute"));
    }

    private static PolicyRequest Call(string tool) => new(PolicyActions.ToolExecute, Ada) { Tool = tool };

    private Task Check(ReceivedRequest request, HttpContext http)
    {
        var key = JsonNode.Parse(request.Body)!["tuple_key"]!;
        var isAllowed = _tuples.Contains(((string)key["user"]!, (string)key["relation"]!, (string)key["object"]!));
        return http.Response.WriteAsync($$"""{"allowed":{{(isAllowed ? "true" : "false")}},"resolution":""}""");
    }

    private OpenFgaSource Create(Action<OpenFgaOptions>? change = null)
    {
        // Not so short that a busy machine counts as a server that is away.
        var options = new OpenFgaOptions { Url = _server.Url.ToString(), StoreId = Store, Timeout = TimeSpan.FromSeconds(10) };
        change?.Invoke(options);
        return ActivatorUtilities.CreateInstance<OpenFgaSource>(
            _services, Options.Create(options), new PolicyMeter(_services.GetRequiredService<IMeterFactory>()),
            NullLogger<OpenFgaSource>.Instance);
    }
}
