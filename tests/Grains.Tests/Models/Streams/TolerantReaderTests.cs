using System.Text;
using Sanctum.Errors;
using Sanctum.Models.Remote;
using Sanctum.Models.Remote.ChatCompletions;

namespace Sanctum.Models.Streams;

/// <summary>Values that the vendor's API never sends, and answers that are none.</summary>
public sealed class TolerantReaderTests
{
    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"Hel"},{"type":"text","text":"lo"}]}""")]
    [InlineData("""{"content":{"type":"text","text":"Hello"}}""")]
    [InlineData("""{"content":"Hel","refusal":"lo"}""")]
    [InlineData("""{"content":["Hel","lo"],"tool_calls":null,"reasoning_content":null}""")]
    [InlineData("""{"content":[{"type":"thinking","thinking":"hmm"},{"type":"reference","reference_ids":[1]},{"type":"text","text":"Hello"}],"tool_calls":[]}""")]
    [InlineData("""{"role":null,"content":"Hello","function_call":null,"audio":null}""")]
    public async Task Text_is_found(string delta) => Assert.Equal("Hello", (await Answered.Of(delta)).Text);

    [Theory]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}""")]
    [InlineData(""" [ {"choices":[{"delta":{"content":"Hello"}}]} ] """)]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n{\"choices\":[{\"delta\":{\"content\":\"lo\"}}]}\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\ndata: " +
        "{\"choices\":[{\"delta\":{\"content\":\"lo\"}}]}\ndata: [DONE]\n\n")]
    [InlineData(": waiting\n\ndata: keep-alive\n\nevent: chunk\ndata: {\"choices\":[{\"text\":\"Hello\"}]}\n\ndata: [DONE]\n\n")]
    [InlineData("data: {\"choices\":[{\"index\":\"0\",\"delta\":{\"content\":\"Hello\"},\"finish_reason\":7}]}\r\n\r\n" +
        "data:[DONE]\r\n\r\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}],\"error\":null}\n\ndata: " +
        "{\"choices\":[],\"error\":{}}\n\ndata: [DONE]\n\n")]
    public async Task Whole_answers_and_odd_frames_are_read(string body)
    {
        foreach (var mediaType in new[] { "text/event-stream", "application/json", "text/plain; charset=utf-8", "nonsense" })
            Assert.Equal("Hello", (await Answered.Of(Encoding.UTF8.GetBytes(body), mediaType)).Text);
    }

    [Theory]
    [InlineData("\"7\"", "2.0", 7, 2)]
    [InlineData("7.0", "\"2\"", 7, 2)]
    [InlineData("7", "null", 7, null)]
    [InlineData("-1", "1e400", 0, null)]
    [InlineData("{}", "[2]", null, null)]
    public async Task Usage_is_read_as_far_as_it_says_something(
        string read, string written, int? expectedRead, int? expectedWritten)
    {
        var answer = await Answered.Of(Encoding.UTF8.GetBytes(
            $$$"""{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":{{{read}}},"completion_tokens":{{{written}}} }}"""));

        Assert.Equal(
            (expectedRead, expectedWritten),
            ((int?)answer.Response.Usage?.InputTokenCount, (int?)answer.Response.Usage?.OutputTokenCount));
    }

    [Theory]
    [InlineData("""{"choices":[{"dleta":{"content":"Hello"}}]}""", "dleta")]
    [InlineData("""{"result":"Hello"}""", "result")]
    [InlineData("""{"choices":[{"delta":{"content":{"video":"x"}}}]}""", "video")]
    [InlineData("""{"choices":[{"delta":""", "choices")]
    [InlineData("<html><title>Sign in</title></html>", "Sign in")]
    [InlineData("upstream connect error", "upstream connect error")]
    public async Task Answer_that_cannot_be_used_is_quoted_and_not_paid_for_again(string body, string quoted)
    {
        foreach (var framed in new[] { body, $"data: {body}\n\ndata: [DONE]\n\n" }.Take(body[0] == '{' ? 2 : 1))
        {
            var failure = await Assert.ThrowsAsync<DependencyException>(() => Answered.Of(Encoding.UTF8.GetBytes(framed)));

            Assert.Contains(quoted, failure.Message, StringComparison.Ordinal);
            Assert.Equal("test", failure.Dependency);
            Assert.Equal(ErrorClass.Permanent, failure.Class);
            Assert.IsType<UnreadableAnswerException>(failure.InnerException);
        }
    }

    [Theory]
    [InlineData("""{"error":"boom"}""", "boom", ErrorClass.Transient)]
    [InlineData("""[{"error":{"code":429,"message":"Resource exhausted","status":"RESOURCE_EXHAUSTED"}}]""",
        "Resource exhausted", ErrorClass.Transient)]
    [InlineData("""{"detail":[{"loc":["body","messages",0],"msg":"field required"}],"code":422}""",
        "body.messages.0: field required", ErrorClass.Permanent)]
    [InlineData("""{"detail":"Model not ready"}""", "Model not ready", ErrorClass.Transient)]
    [InlineData("""{"object":"error","message":"bad","type":"invalid_request_error"}""", "bad", ErrorClass.Permanent)]
    [InlineData("""{"message":"Service tier capacity exceeded","type":"service_tier_capacity_exceeded"}""", "capacity exceeded",
        ErrorClass.Transient)]
    [InlineData("""{"error":{"type":"overloaded_error","message":"Overloaded"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}""", "Overloaded", ErrorClass.Transient)]
    [InlineData("""{"error":{"message":"No credit","code":402}}""", "No credit", ErrorClass.Permanent)]
    public async Task Error_of_any_shape_is_the_reason(string body, string reason, ErrorClass expected)
    {
        foreach (var framed in new[] { body, $"data: {body}\n\ndata: [DONE]\n\n", $"event: error\ndata: {body}\n\n" })
        {
            var failure = await Assert.ThrowsAsync<DependencyException>(() => Answered.Of(Encoding.UTF8.GetBytes(framed)));

            Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
            Assert.Equal(expected, failure.Class);
        }
    }

    [Fact]
    public async Task Reason_holds_no_key()
    {
        var failure = await Assert.ThrowsAsync<DependencyException>(() => Answered.Of(
            """{"error":{"message":"Incorrect API key provided. Authorization: Bearer abcdefghijklmnop"}}"""u8.ToArray()));

        Assert.DoesNotContain("abcdefghijklmnop", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\ud83d", "\\ude00", "😀")]
    [InlineData("a\\ud83d", "b", "a\uFFFDb")]
    [InlineData("\\ude00", "a", "\uFFFDa")]
    [InlineData("a", "\\ud83d", "a\uFFFD")]
    [InlineData("\\ud83d", "\\ud83d\\ude00", "\uFFFD😀")]
    [InlineData("a\\u0000", "b", "a\uFFFDb")]
    public async Task Halves_of_characters_are_joined_or_replaced(string first, string second, string expected)
    {
        var said = await Answered.Of($$"""{"content":"{{first}}"}""", $$"""{"content":"{{second}}"}""");
        var called = await Answered.Of(
            $$$"""{"tool_calls":[{"index":0,"id":"1","function":{"name":"t","arguments":"{\"x\":\"{{{first}}}"}}]}""",
            $$$"""{"tool_calls":[{"index":0,"function":{"arguments":"{{{second}}}\"}"}}]}""");

        Assert.Equal(expected, said.Text);
        Assert.Equal(expected, called.Calls.Single().Arguments!["x"]!.ToString());
    }

    [Fact]
    public async Task Event_without_end_is_refused_and_not_kept()
    {
        var endless = new byte[BoundedStream.MaxEventBytes + 64 * 1_024];
        Array.Fill(endless, (byte)'x');
        "data: {"u8.CopyTo(endless);

        var failure = await Assert.ThrowsAsync<DependencyException>(() => Answered.Of(endless));

        Assert.Contains("more than 4194304 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_without_end_are_refused()
    {
        var calls = Enumerable.Range(0, ToolCallFragments.MaxCalls + 1).Select(
            n => $$$"""{"tool_calls":[{"index":{{{n}}},"id":"c{{{n}}}","function":{"name":"t"}}]}""");

        Assert.Contains(
            "more than 128 tool calls", (await Assert.ThrowsAsync<DependencyException>(() => Answered.Of([.. calls]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_of_the_provider_are_gathered_with_the_call()
    {
        var answer = await Answered.Of(
            """{"reasoning_content":"I should "}""",
            """{"reasoning_content":"add.","reasoning_details":[{"type":"a"}],"p":"padding"}""",
            """{"tool_calls":[{"index":0,"id":"1","extra_content":{"google":{"thought_signature":"c2ln"}},"function":{"name":"calculate","arguments":"{}"}}],"reasoning_details":[{"type":"b"}]}""");

        Assert.Equal(
            """{"reasoning_details":[{"type":"a"},{"type":"b"}],"reasoning_content":"I should add."}""",
            OpaqueFields.Of(answer.Response.AdditionalProperties));
        Assert.Equal(
            """{"extra_content":{"google":{"thought_signature":"c2ln"}}}""",
            OpaqueFields.Of(answer.Calls.Single().AdditionalProperties));
    }
}
