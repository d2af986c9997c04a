using System.Text.Json.Nodes;
using Sanctum.Schemas;
using Sanctum.Testing;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class EventTests(RunningGateway gateway)
{
    [Fact]
    public async Task Deltas_come_live_and_the_entry_that_follows_has_the_whole_text()
    {
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        (await gateway.Send(agent, new { text = "hello", sessionId = session }, "?wait=30s")).Dispose();
        await using var events = await EventStream.Open(gateway, session, "2");
        (await gateway.Send(agent, new { text = $"hold {agent}", sessionId = session })).Dispose();

        var before = await events.Until((type, _) => type == "reply.delta");
        gateway.Model.Release(agent);
        var after = await events.Until((type, data) => type == EventStream.Entry && data.Text("role") == "assistant");

        Assert.Contains(before, one => one is { Type: "turn.started", Id: null });
        Assert.StartsWith("first", before[^1].Data.Text("text"), StringComparison.Ordinal);
        Assert.Equal("first second third", after[^1].Data.Text("content"));
        Assert.Equal("4", after[^1].Id);
    }

    [Fact]
    public async Task Words_before_a_pause_are_seen_while_the_model_pauses()
    {
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        (await gateway.Send(agent, new { text = "hello", sessionId = session }, "?wait=30s")).Dispose();
        await using var events = await EventStream.Open(gateway, session, "2");
        (await gateway.Send(agent, new { text = $"hold {agent}", sessionId = session })).Dispose();

        var heard = await events.Until(
            (type, data) => type == "reply.delta" && data.Text("text").EndsWith("second ", StringComparison.Ordinal));
        gateway.Model.Release(agent);

        Assert.Equal(
            "first second ", string.Concat(heard.Where(one => one.Type == "reply.delta").Select(one => one.Data.Text("text"))));
    }

    [Fact]
    public async Task Client_that_reconnects_misses_no_entry_and_sees_none_twice()
    {
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        (await gateway.Send(agent, new { text = "1", sessionId = session }, "?wait=30s")).Dispose();
        var seen = new List<int>();
        for (var round = 2; round <= 6; round++)
        {
            await using var events = await EventStream.Open(gateway, session, seen.Count == 0 ? null : $"{seen[^1]}");
            (await gateway.Send(agent, new { text = $"{round}", sessionId = session })).Dispose();
            // Some rounds leave in the middle of a turn.
            seen.AddRange(await events.EntriesUntil(round * 2 - round % 2));
        }
        await using var last = await EventStream.Open(gateway, session, $"{seen[^1]}");
        if (seen[^1] < 12)
            seen.AddRange(await last.EntriesUntil(12));

        Assert.Equal(Enumerable.Range(1, 12), seen);
    }

    [Fact]
    public async Task Many_clients_see_the_same_entries_in_the_same_order()
    {
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        (await gateway.Send(agent, new { text = "many 50", sessionId = session }, "?wait=30s")).Dispose();
        var watchers = Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var events = await EventStream.Open(gateway, session);
            return await events.EntriesUntil(22);
        }).ToArray();
        for (var i = 0; i < 10; i++)
            (await gateway.Send(agent, new { text = "many 50", sessionId = session })).Dispose();

        foreach (var seen in await Task.WhenAll(watchers))
            Assert.Equal(Enumerable.Range(1, 22), seen);
    }

    [Fact]
    public async Task Every_event_of_a_turn_with_a_tool_fits_the_schema_of_its_type()
    {
        var agent = await gateway.CreateAgent("local/default");
        var session = $"{agent}-s";
        (await gateway.Send(agent, new { text = "hello", sessionId = session }, "?wait=30s")).Dispose();
        await using var events = await EventStream.Open(gateway, session);
        (await gateway.Send(agent, new { text = "What is 6 * 7?", sessionId = session })).Dispose();

        var seen = await events.Until((type, _) => type == "turn.ended");

        Assert.Equal(
            ["reply.delta", "tool.ended", "tool.started", "transcript.entry-appended", "turn.ended", "turn.started"],
            seen.Select(one => one.Type).Distinct().Order(StringComparer.Ordinal));
        foreach (var (type, _, data) in seen)
        {
            var schema = await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "Grains.Abstractions", "Schemas", $"{type}.v1.json"));
            Assert.Empty(new JsonSchemaValidator(JsonNode.Parse(schema)!).Validate(data));
        }
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99")]
    [InlineData("1 2")]
    public async Task Last_event_id_that_is_none_of_the_session_is_refused(string lastEventId)
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Send(agent, new { text = "hello", sessionId = $"{agent}-s" }, "?wait=30s")).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{agent}-s/events");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(["Last-Event-ID"], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/transcript")]
    [InlineData("/events")]
    public async Task Unknown_session_is_not_found(string path)
    {
        using var response = await gateway.Http.GetAsync($"/v1/sessions/nothing-here{path}");

        await response.ShouldRefuse(404, "not-found");
    }
}
