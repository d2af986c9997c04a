using System.Net.Http.Json;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>Turns whose lease is lost as often as an item allows. Leases last longer than any test.</summary>
public sealed class LostTurnTests : IAsyncLifetime
{
    private readonly RunningGateway _gateway = new();

    public Task InitializeAsync() => _gateway.Start(
        "Sanctum:Queue:MaxCrashes=1", "Sanctum:Queue:LeaseDuration=00:10:00", "Sanctum:Queue:SweepInterval=00:00:00.100");

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_last_crash_of_an_item_ends_its_turn_for_live_views_and_in_the_metrics()
    {
        var agent = await _gateway.CreateAgent();
        var session = $"{agent}-s";
        (await _gateway.Http.PutAsJsonAsync($"/v1/sessions/{session}", new { agentId = agent })).Dispose();
        await using var events = await EventStream.Open(_gateway, session);
        using var sent = await _gateway.Send(agent, new { text = $"hold {agent}", sessionId = session });
        var item = (await sent.ShouldBe(202)).Text("itemId");
        await events.Until((type, _) => type == "reply.delta");

        await using (var lose = _gateway.Rows.CreateCommand("update queue_item set due_at = now() - interval '1 s'"))
            await lose.ExecuteNonQueryAsync();

        var ended = (await events.Until((type, _) => type == "turn.ended"))[^1].Data;
        Assert.Equal((item, "error", "error"), (ended.Text("turnId"), ended.Text("status"), ended.Text("stopReason")));
        Assert.Equal("The process that held the lease is gone.", ended.Text("error"));
        await Eventually.True(async () => (await _gateway.Http.GetStringAsync("/metrics")).Split('\n').Any(
            line => line.StartsWith("sanctum_queue_processed", StringComparison.Ordinal)
                && line.Contains("outcome=\"error\"", StringComparison.Ordinal)));
    }
}
