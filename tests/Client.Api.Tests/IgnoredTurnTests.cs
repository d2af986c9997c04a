using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;
using Sanctum.Tools;

namespace Sanctum.Tests;

/// <summary>Turns that the agent ends without a reply, as clients see them.</summary>
[Collection(SharedGateway.Name)]
public sealed class IgnoredTurnTests(RunningGateway gateway)
{
    private const string Ignore = """call ignore_notification {"reason":"sells followers","category":"spam"}""";

    [Fact]
    public async Task Ignored_message_is_told_from_one_without_a_reply_in_answer_events_transcript_and_queue()
    {
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        (await gateway.Http.PutAsJsonAsync($"/v1/sessions/{session}", new { agentId = agent })).Dispose();
        await using var events = await EventStream.Open(gateway, session);

        using var sent = await gateway.Send(agent, new { text = Ignore, sessionId = session }, "?wait=30s");

        var answer = await sent.ShouldBe(200);
        Assert.Equal(("no_reply", "ignored", null), (answer.Text("status"), answer.Text("stopReason"), answer["reply"]));
        var seen = await events.Until((type, _) => type == "turn.ended");
        var mark = seen.Last(one => one.Type == EventStream.Entry).Data;
        Assert.Equal(("assistant", "", "ignored"), (mark.Text("role"), mark.Text("content"), mark.Text("stopReason")));
        var ended = seen[^1].Data;
        Assert.Equal(
            ("no_reply", "ignored", "spam: sells followers"),
            (ended.Text("status"), ended.Text("stopReason"), ended.Text("error")));
        Assert.Null(ended["errorCode"]);
        var schema = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "Grains.Abstractions", "Schemas", "turn.ended.v2.json"));
        Assert.Empty(new JsonSchemaValidator(JsonNode.Parse(schema)!).Validate(ended));
        var item = (await gateway.Get($"/v1/agents/{agent}/queue/items?status=no_reply"))["items"]![0]!;
        Assert.Equal(
            ("ignored", "spam: sells followers", null),
            (item.Text("stopReason"), item.Text("lastError"), item["lastErrorClass"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_completion_of_an_ignored_message_is_empty_and_an_equal_one_is_a_new_message(bool isStreamed)
    {
        var agent = await gateway.CreateAgent();
        var request = new { model = agent, stream = isStreamed, messages = new[] { new { role = "user", content = Ignore } } };

        var first = await Complete();
        await Complete();

        Assert.Contains("\"finish_reason\":\"stop\"", first, StringComparison.Ordinal);
        Assert.DoesNotContain("followers", first, StringComparison.Ordinal);
        Assert.DoesNotContain("error", first, StringComparison.Ordinal);
        Assert.Equal(2, (await gateway.Get($"/v1/agents/{agent}/queue"))["noReply"]!.GetValue<int>());

        async Task<string> Complete()
        {
            using var response = await gateway.Http.PostAsJsonAsync("/v1/chat/completions", request);
            Assert.True(response.IsSuccessStatusCode);
            return await response.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task Note_is_shown_with_the_item_and_tools_say_how_they_end_turns()
    {
        var agent = await gateway.CreateAgent();

        (await gateway.Send(agent, new { text = """call annotate_ack {"note":"asks every day"}""" }, "?wait=30s")).Dispose();

        var item = (await gateway.Get($"/v1/agents/{agent}/queue/items?status=done"))["items"]![0]!;
        Assert.Equal("asks every day", item.Text("note"));
        Assert.Equal("asks every day", (await gateway.Get($"/v1/agents/{agent}/queue/items/{item.Text("id")}")).Text("note"));
        Assert.Equal("ignored", (await gateway.Get("/v1/tools/ignore_notification")).Text("endsTurnAs"));
        Assert.Null((await gateway.Get("/v1/tools/annotate_ack"))["endsTurnAs"]);
    }

    [Fact]
    public async Task Halted_agent_has_a_paused_queue_and_an_entry_in_the_audit_log()
    {
        var agent = await gateway.CreateAgent();

        using var sent = await gateway.Send(
            agent, new { text = """call halt_activity {"reason":"I repeat myself"}""" }, "?wait=30s");

        Assert.Equal("halted", (await sent.ShouldBe(200)).Text("stopReason"));
        var queue = await gateway.Get($"/v1/agents/{agent}/queue");
        Assert.Equal(("paused", "I repeat myself"), (queue.Text("mode"), queue.Text("modeReason")));
        var entry = (await gateway.Get($"/v1/admin/audit?object=queue/{agent}"))["items"]![0]!;
        Assert.Equal(
            ($"agent/{agent}", "queue.pause", "I repeat myself"),
            (entry.Text("actor"), entry.Text("action"), entry["details"]!.Text("reason")));
        using var resumed = await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/resume", content: null);
        using var next = await gateway.Send(agent, new { text = "back?" }, "?wait=30s");
        Assert.Equal("done", (await next.ShouldBe(200)).Text("status"));
    }
}
