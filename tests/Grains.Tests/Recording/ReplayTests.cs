using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Memory;
using Sanctum.Queues;
using Sanctum.Testing.Models;
using Sanctum.Turns;
using static Sanctum.Models.Answers;

namespace Sanctum.Recording;

public sealed class ReplayTests
{
    private const string Session = "recorded";

    [Fact]
    public async Task Turn_with_tools_is_replayed_to_the_same_transcript_when_the_model_is_gone()
    {
        using var tape = new Tape();
        var server = await LoopbackModelServer.Start(
            LoopbackModelServer.Stream(
                Chunk("""{"role":"assistant","content":"Let me see."}"""),
                Call(0, "current_time", "{}"),
                Call(1, "memory_append", """{\"label\":\"notes\",\"text\":\"Asked for the time.\"}"""),
                Call(2, "calculate", """{\"expression\":\"1/0\"}"""),
                Chunk("{}", "tool_calls"),
                "data: [DONE]"),
            LoopbackModelServer.Stream(OpenAIHello));
        var url = server.Url;

        var recorded = await Run(tape, url, "Record");
        await server.DisposeAsync();
        var replayed = await Run(tape, url, "Replay");

        Assert.Equal(["user", "assistant", "tool", "tool", "tool", "assistant"], recorded.Select(entry => entry.Role));
        Assert.Equal(["Hello"], recorded[^1..].Select(entry => entry.Content));
        Assert.Equal(recorded, replayed);
        Assert.Equal(5, tape.Lines.Length);
        Assert.DoesNotContain(tape.Lines, line => line.Contains("sk-secret", StringComparison.Ordinal));
    }

    // A fresh database each time: nothing but the recording can know what the model said.
    private static async Task<List<Spoken>> Run(Tape tape, string url, string mode)
    {
        var host = await new SanctumHost().Start(
            ("Sanctum:Models:Providers:test:BaseUrl", url + "/v1"), ("Sanctum:Models:Providers:test:ApiKey", "sk-secret"),
            // The model has two answers: a lease that runs out on a busy machine would ask for a third.
            ("Sanctum:Queue:LeaseDuration", "00:01:00"), ("Sanctum:Models:Recording:Mode", mode), (
                "Sanctum:Models:Recording:Path", tape.Path));
        try
        {
            await host.Grains.GetGrain<IAgentGrain>("default/ada").Create(new AgentDefinition(
                "ada", "Ada", "", new AgentPersonality("A test."), new AgentCapabilities("test/m"),
                [KeyValuePair.Create("notes", new MemoryBlockDefinition("notes", "Begun at {timestamp}."))]));

            var item = await host.Ended("ada", await host.Send("ada", Session, "What time is it?"));

            Assert.Equal((QueueItemStatus.Done, null), (item.Status, item.LastError));
            var notes = Assert.Single(await host.Grains.GetGrain<IMemoryGrain>("default/ada").GetBlocks());
            Assert.EndsWith("\nAsked for the time.", notes.Value, StringComparison.Ordinal);
            return Transcript((await host.Grains.GetGrain<ISessionGrain>($"default/{Session}").Read(0, 100)).Entries);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    // Tools that run side by side end in any order.
    private static List<Spoken> Transcript(IEnumerable<TranscriptEntry> entries) =>
    [
        .. entries
            .Select(entry => new Spoken(
                entry.Role.ToString().ToLowerInvariant(), entry.Author, entry.Content, string.Join(
                    ";", entry.ToolCalls.Select(call => call.Tool + call.Arguments)),
                $"{entry.ToolStatus}", entry.Usage, entry.StopReason))
            .Index().OrderBy(pair => pair.Item.Role == "tool" ? 2 : pair.Index).ThenBy(
                pair => pair.Item.Author, StringComparer.Ordinal)
            .Select(pair => pair.Item),
    ];

    private static string Call(int index, string tool, string arguments) => Chunk(
        $$$"""{"tool_calls":[{"index":{{{index}}},"id":"c{{{index}}}","type":"function","function":{"name":"{{{tool}}}","arguments":"{{{arguments}}}"}}]}""");

    private sealed record Spoken(
        string Role, string Author, string Content, string Calls, string Status, ModelUsage? Usage, string? StopReason);
}
