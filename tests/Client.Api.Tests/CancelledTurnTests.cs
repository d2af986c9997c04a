using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Schemas;
using Sanctum.Testing;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class CancelledTurnTests(RunningGateway gateway)
{
    [Fact]
    public async Task Cancelled_turn_is_marked_in_the_transcript_the_events_the_queue_and_the_metrics()
    {
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        (await gateway.Http.PutAsJsonAsync($"/v1/sessions/{session}", new { agentId = agent })).Dispose();
        await using var events = await EventStream.Open(gateway, session);
        (await gateway.Send(agent, new { text = $"hold {agent}", sessionId = session })).Dispose();
        await events.Until((type, _) => type == "reply.delta");

        using var cancelled = await gateway.Http.PostAsync($"/v1/sessions/{session}/cancel", content: null);

        Assert.Equal(1, (await cancelled.ShouldBe(200))["cancelled"]!.GetValue<int>());
        var seen = await events.Until((type, _) => type == "turn.ended");
        var mark = seen.Last(one => one.Type == EventStream.Entry);
        Assert.Equal(
            ("2", "assistant", "", "cancelled"),
            (mark.Id, mark.Data.Text("role"), mark.Data.Text("content"), mark.Data.Text("stopReason")));
        Assert.Equal(("cancelled", "cancelled"), (seen[^1].Data.Text("status"), seen[^1].Data.Text("stopReason")));
        Assert.Null(seen[^1].Data["errorCode"]);
        var schema = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "Grains.Abstractions", "Schemas", "turn.ended.v2.json"));
        Assert.Empty(new JsonSchemaValidator(JsonNode.Parse(schema)!).Validate(seen[^1].Data));
        Assert.Equal(
            "cancelled", (await gateway.Get($"/v1/sessions/{session}/transcript?after=1"))["items"]![0]!.Text("stopReason"));
        Assert.Equal(
            "cancelled", (await gateway.Get($"/v1/agents/{agent}/queue/items?status=cancelled"))["items"]![0]!.Text("status"));
        Assert.Empty((await gateway.Get($"/v1/agents/{agent}/queue/items?status=no_reply"))["items"]!.AsArray());
        Assert.Equal("cancelled", (await gateway.Get($"/v1/agents/{agent}/sessions"))["items"]![0]!.Text("status"));
        Assert.Contains("outcome=\"cancelled\"", await gateway.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_message_can_be_retried_and_its_words_are_heard_again()
    {
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        (await gateway.Http.PutAsJsonAsync($"/v1/sessions/{session}", new { agentId = agent })).Dispose();
        await using var events = await EventStream.Open(gateway, session);
        using var sent = await gateway.Send(agent, new { text = $"hold {agent}", sessionId = session });
        var item = (await sent.ShouldBe(202)).Text("itemId");
        await events.Until((type, _) => type == "reply.delta");
        (await gateway.Http.PostAsync($"/v1/sessions/{session}/cancel", content: null)).Dispose();
        await events.Until((type, _) => type == "turn.ended");

        using var retried = await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/items/{item}/retry", content: null);

        await retried.ShouldBe(200);
        await events.Until((type, _) => type == "reply.delta");
        gateway.Model.Release(agent);
        var seen = await events.Until((type, _) => type == "turn.ended");
        Assert.Equal("done", seen[^1].Data.Text("status"));
        Assert.Equal("first second third", seen.Last(one => one.Type == EventStream.Entry).Data.Text("content"));
    }
}
