using Microsoft.Extensions.DependencyInjection;

namespace Sanctum.Tests;

/// <summary>The grain calls between a message and its reply.</summary>
public sealed class MessageCallsTests : IAsyncLifetime
{
    private readonly CallCounts _calls = new();
    private readonly RunningGateway _gateway;

    public MessageCallsTests() =>
        _gateway = new RunningGateway { AlsoRegister = services => services.AddSingleton<IIncomingGrainCallFilter>(_calls) };

    public Task InitializeAsync() => _gateway.Start();

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task Message_takes_at_most_nine_grain_calls_to_its_reply()
    {
        var agent = await _gateway.CreateAgent();
        await Send(agent);
        _calls.Clear();

        await Send(agent);

        // A turn may end before its worker asks the queue to keep the lease alive, which is the ninth call. Of a hundred requests
        // one asks for the permits of the others, and the gateway looks at times whether the grain that counts was lost; it asks
        // once in 0.8 seconds who the caller is. The log of memory still works on what the creation of the agent wrote.
        Assert.Equal(
            """
            Agents.IAgentGrain.Get 1
            Conversations.ISessionGrain.CompleteTurn 1
            Conversations.ISessionGrain.Receive 1
            Conversations.ITurnWorker.Run 1
            Memory.IMemoryGrain.ReadForTurn 1
            Queues.IQueueGrain.Enqueue 1
            Queues.IQueueGrain.Settle 1
            Queues.IQueueGrain.WaitForOutcome 1
            """,
            string.Join('\n', _calls.Of("Sanctum.").Where(call =>
                call is not ("Queues.IQueueGrain.KeepAlive 1" or "Access.IPrincipalsGrain.OfSession 1")
                    && !call.StartsWith("Limits.ILimitGrain.Take ", StringComparison.Ordinal)
                    && !call.StartsWith("Cluster.IMembershipWorker.GetVersion ", StringComparison.Ordinal)
                    && !call.StartsWith("Memory.IMemoryWalGrain.", StringComparison.Ordinal))));
    }

    private async Task Send(string agent)
    {
        using var sent = await _gateway.Send(agent, new { text = "hello", sessionId = "calls" }, "?wait=30s");
        Assert.NotEmpty((await sent.ShouldBe(200))["reply"]!.Text("content"));
    }
}
