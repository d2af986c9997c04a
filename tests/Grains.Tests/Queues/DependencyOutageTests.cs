using Microsoft.Extensions.AI;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Models;
using Sanctum.Testing;
using Sanctum.Testing.Models;

namespace Sanctum.Queues;

/// <summary>What waits for something that is away waits until it is back, however long that takes.</summary>
public sealed class DependencyOutageTests : IAsyncLifetime
{
    private const int MaxAttempts = 3;
    private const string Cause = "The machine room is on fire.";

    private readonly SanctumHost _host = new();
    private LoopbackModelServer _server = null!;
    private bool _isDown = true;

    public async Task InitializeAsync()
    {
        _server = await LoopbackModelServer.Start();
        _server.Then([.. Enumerable.Repeat<Func<Microsoft.AspNetCore.Http.HttpContext, Task>>(Answer, 1_000)]);
        await _host.Start(
            ("Sanctum:Models:Providers:test:Kind", "OpenAI"), ("Sanctum:Models:Providers:test:BaseUrl", $"{_server.Url}/v1"),
            ("Sanctum:Models:Providers:test:MaxRetries", "0"), ("Sanctum:Models:Providers:test:CircuitAttempts", "2"),
            ("Sanctum:Models:Providers:test:CircuitBreak", "00:00:00.500"));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Messages_wait_for_a_model_that_is_away_and_are_answered_when_it_is_back()
    {
        var agent = await NewAgent();
        var items = new List<Guid>();
        for (var i = 0; i < 5; i++)
            items.Add(await _host.Send(agent, SanctumHost.NewSession(), "hello"));

        await Eventually.True(() => Task.FromResult(_server.Requests.Count > 4 * MaxAttempts));
        var waiting = (await _host.Queue(agent).List(status: null, after: null, limit: 50)).Items;
        _isDown = false;

        Assert.DoesNotContain(waiting, item => item.Status == QueueItemStatus.Error);
        Assert.Contains(waiting, item => item.LastError?.Contains(Cause, StringComparison.Ordinal) is true);
        foreach (var item in items)
            Assert.Equal(QueueItemStatus.Done, (await _host.Ended(agent, item)).Status);
    }

    [Fact]
    public async Task What_is_refused_while_the_circuit_is_open_says_why_it_opened()
    {
        var agent = await NewAgent();
        await _host.Send(agent, SanctumHost.NewSession(), "hello");
        await Eventually.True(() => Task.FromResult(_server.Requests.Count > 2));

        var late = await _host.Send(agent, SanctumHost.NewSession(), "hello");

        await Eventually.True(async () => (await Find(agent, late)) is { Attempts: 0, LastError: { } error }
            && error.Contains(Cause, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_was_away_for_a_turn_costs_no_attempt()
    {
        var agent = await _host.NewAgent();
        var calls = 0;
        _host.Model.On($"stored {agent}", (_, _) => ++calls <= 2 * MaxAttempts
            ? throw new StorageUnavailableException("The database cannot be reached.")
            : Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "done")));

        var item = await _host.Ended(agent, await _host.Send(agent, SanctumHost.NewSession(), $"stored {agent}"));

        Assert.Equal((QueueItemStatus.Done, 0), (item.Status, item.Attempts));
    }

    private async Task<string> NewAgent()
    {
        var name = $"a-{Guid.NewGuid():N}"[..20];
        await _host.Grains.GetGrain<IAgentGrain>($"default/{name}").Create(new AgentDefinition(
            name, name, "", new AgentPersonality("A test."), new AgentCapabilities("test/any"), []));
        return name;
    }

    private async Task<QueueItem> Find(string agent, Guid item) =>
        (await _host.Queue(agent).List(status: null, after: null, limit: 50)).Items.Single(found => found.Id == item);

    private Task Answer(Microsoft.AspNetCore.Http.HttpContext http) => _isDown
        ? LoopbackModelServer.Refuse(503, $$$"""{"error":{"message":"{{{Cause}}}","type":"server_error"}}""")(http)
        : LoopbackModelServer.Stream(Answers.OpenAIHello)(http);
}
