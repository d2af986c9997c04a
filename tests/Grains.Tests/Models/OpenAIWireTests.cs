using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Testing.Models;
using static Sanctum.Models.Answers;

namespace Sanctum.Models;

public sealed class OpenAIWireTests
{
    [Fact]
    public async Task Reply_usage_and_reason_arrive()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Stream(OpenAIHello));

        var reply = await server.Gateway("OpenAI").Ask().Whole();

        Assert.Equal("Hello", reply.Text);
        Assert.Equal(ChatFinishReason.Stop, reply.FinishReason);
        Assert.Equal((7, 2), (reply.Usage?.InputTokenCount, reply.Usage?.OutputTokenCount));
        var request = Assert.Single(server.Requests);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal("Bearer sk-secret", request.Headers.Authorization);
        Assert.Contains("\"include_usage\":true", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_parallel_tool_calls_are_put_together_from_interleaved_fragments()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Stream(
            Chunk("""{"role":"assistant","tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"calculate","arguments":""}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"expre"}}]}"""),
            Chunk(
                """{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"current_time","arguments":"{"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"ssion\":\"2+2\"}"}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":"}"}}]}"""),
            Chunk("{}", "tool_calls"),
            "data: [DONE]"));

        var reply = await server.Gateway("OpenAI").Ask().Whole();

        var calls = reply.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToArray();
        Assert.Equal(["a:calculate", "b:current_time"], calls.Select(call => $"{call.CallId}:{call.Name}"));
        Assert.Equal("2+2", calls[0].Arguments!["expression"]!.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, reply.FinishReason);
    }

    [Fact]
    public async Task Arguments_that_are_no_json_are_a_call_that_can_be_answered()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Stream(
            Chunk("""{"role":"assistant","tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"calculate","arguments":"{\"expre"}}]}"""),
            Chunk("{}", "length"),
            "data: [DONE]"));

        var reply = await server.Gateway("OpenAI").Ask().Whole();

        var call = Assert.Single(reply.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Null(call.Arguments);
        Assert.Equal("{\"expre", call.RawRepresentation);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("length", "length")]
    [InlineData("content_filter", "content_filter")]
    public async Task Reason_to_stop_is_told(string wire, string expected)
    {
        await using var server = await LoopbackModelServer.Start(
            LoopbackModelServer.Stream(Chunk("""{"content":"x"}"""), Chunk("{}", wire), "data: [DONE]"));

        Assert.Equal(expected, (await server.Gateway("OpenAI").Ask().Whole()).FinishReason?.Value);
    }

    [Fact]
    public async Task Tools_and_their_results_are_sent_in_the_published_shape()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Stream(OpenAIHello));
        var tool = new Tools.ToolDescription(
            "calculate", "Sums.", """{"type":"object","properties":{}}""", Tools.ToolEffects.None);
        ChatMessage[] messages =
        [
            new(ChatRole.User, "2*2?"),
            new(
                ChatRole.Assistant,
                [new FunctionCallContent("a", "calculate", new Dictionary<string, object?> { ["expression"] = "2*2" })]),
            new(ChatRole.Tool, [new FunctionResultContent("a", "4")]),
        ];

        await server.Gateway("OpenAI")
            .StreamAsync("test/m", messages, new ChatOptions { Tools = [new ToolDeclaration(tool)] }, default).Whole();

        using var body = JsonDocument.Parse(server.Requests.Single().Body);
        var sent = body.RootElement.GetProperty("messages");
        Assert.Equal(
            "{\"expression\":\"2*2\"}",
            sent[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal(("tool", "a", "4"), (sent[2].GetProperty("role").GetString(),
            sent[2].GetProperty("tool_call_id").GetString(), sent[2].GetProperty("content").GetString()));
        Assert.Equal(
            "calculate", body.RootElement.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
    }
}
