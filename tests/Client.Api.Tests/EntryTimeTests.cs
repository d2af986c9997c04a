using System.Text.Json;

namespace Sanctum.Tests;

/// <summary>An entry is the same wherever it is read, to the last digit of its time.</summary>
[Collection(SharedGateway.Name)]
public sealed class EntryTimeTests(RunningGateway gateway)
{
    [Fact]
    public async Task Entries_of_live_events_are_those_of_the_transcript()
    {
        var agent = await gateway.CreateAgent("local/default");
        var session = $"{agent}-s";
        (await gateway.Send(agent, new { text = "hello", sessionId = session }, "?wait=30s")).Dispose();
        await using var events = await EventStream.Open(gateway, session, "2");
        // Behind the first, the second is leased when its turn begins, not as it comes in.
        (await gateway.Send(agent, new { text = "What is 6 * 7?", sessionId = session })).Dispose();
        (await gateway.Send(agent, new { text = "What is 7 * 8?", sessionId = session })).Dispose();
        await events.EntriesUntil(10);

        var transcript = await gateway.Http.GetStringAsync($"/v1/sessions/{session}/transcript?after=2");

        using var read = JsonDocument.Parse(transcript);
        var rows = read.RootElement.GetProperty("items").EnumerateArray().Select(Members).ToArray();
        Assert.Equal(
            ["user", "assistant", "tool", "assistant", "user", "assistant", "tool", "assistant"],
            rows.Select(row => row["role"].Trim('"')));
        Assert.Equal(rows, events.Entries.Select(data => Members(JsonDocument.Parse(data).RootElement)));
    }

    // As they were sent. An event says what is null, an answer leaves it out.
    private static SortedDictionary<string, string> Members(JsonElement entry) => new(
        entry.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).ToDictionary(
            member => member.Name, member => member.Value.GetRawText()),
        StringComparer.Ordinal);
}
