using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Testing.Models;
using static Sanctum.Models.Answers;

namespace Sanctum.Models;

public sealed class AnthropicWireTests
{
    [Fact]
    public async Task Reply_usage_and_reason_arrive()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Stream(AnthropicHello));

        var reply = await server.Gateway("Anthropic").Ask().Whole();

        Assert.Equal("Hello", reply.Text);
        Assert.Equal(ChatFinishReason.Stop, reply.FinishReason);
        Assert.Equal(2, reply.Usage?.OutputTokenCount);
        var request = Assert.Single(server.Requests);
        Assert.Equal("/v1/messages", request.Path);
        Assert.Equal("Bearer sk-secret", request.Headers["Authorization"]);
    }

    [Fact]
    public async Task Two_tool_calls_are_put_together_from_fragments()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Stream(
            AnthropicStart,
            Event(
                "content_block_start",
                ""","index":0,"content_block":{"type":"tool_use","id":"a","name":"calculate","input":{}}"""),
            Event("content_block_delta", ""","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"expre"}"""),
            Event("content_block_delta", ""","index":0,"delta":{"type":"input_json_delta","partial_json":"ssion\":\"2+2\"}"}"""),
            Event("content_block_stop", ""","index":0"""),
            Event(
                "content_block_start",
                ""","index":1,"content_block":{"type":"tool_use","id":"b","name":"current_time","input":{}}"""),
            Event("content_block_delta", ""","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}"""),
            Event("content_block_stop", ""","index":1"""),
            AnthropicEnd("tool_use"),
            Event("message_stop", "")));

        var reply = await server.Gateway("Anthropic").Ask().Whole();

        var calls = reply.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToArray();
        Assert.Equal(["a:calculate", "b:current_time"], calls.Select(call => $"{call.CallId}:{call.Name}"));
        Assert.Equal("2+2", calls[0].Arguments!["expression"]!.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, reply.FinishReason);
    }

    [Fact]
    public async Task Overloaded_server_is_asked_again()
    {
        await using var server = await LoopbackModelServer.Start(
            LoopbackModelServer.Refuse(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""),
            LoopbackModelServer.Stream(AnthropicHello));

        Assert.Equal("Hello", (await server.Gateway("Anthropic").Ask().Whole()).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Error_inside_the_stream_is_transient()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Stream(
            [.. AnthropicHello[..4], Event("error", ""","error":{"type":"overloaded_error","message":"Overloaded"}""")]));

        var failure = await server.Gateway("Anthropic").Fails();

        Assert.Equal(ErrorClass.Transient, failure.Class);
        Assert.Contains("Overloaded", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }
}
