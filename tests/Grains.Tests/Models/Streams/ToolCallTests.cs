namespace Sanctum.Models.Streams;

/// <summary>Which fragments are of one call, where servers do not say so as they should.</summary>
public sealed class ToolCallTests
{
    [Theory]
    [InlineData("no id and one index", """{"index":0,"function":{"name":"a","arguments":"{\"x\":1}"}}""", """{"index":0,"function":{"name":"b","arguments":"{\"x\":2}"}}""")]
    [InlineData("no id and no index", """{"function":{"name":"a","arguments":{"x":1}}}""", """{"function":{"name":"b","arguments":{"x":2}}}""")]
    [InlineData("ids and no index", """{"id":"1","function":{"name":"a","arguments":"{\"x\":1}"}}""", """{"id":"2","function":{"name":"b","arguments":"{\"x\":2}"}}""")]
    [InlineData("one id for all", """{"index":0,"id":"c","function":{"name":"a","arguments":"{\"x\":1}"}}""", """{"index":1,"id":"c","function":{"name":"b","arguments":"{\"x\":2}"}}""")]
    [InlineData("index as text", """{"index":"0","id":"1","function":{"name":"a","arguments":"{\"x\":1}"}}""", """{"index":"1","id":"2","function":{"name":"b","arguments":"{\"x\":2}"}}""")]
    [InlineData("index with a fraction", """{"index":0.0,"id":"1","function":{"name":"a","arguments":"{\"x\":1}"}}""", """{"index":1.0,"id":"2","function":{"name":"b","arguments":"{\"x\":2}"}}""")]
    [InlineData("without function", """{"index":0,"name":"a","arguments":"{\"x\":1}"}""", """{"index":1,"name":"b","arguments":"{\"x\":2}"}""")]
    public async Task Two_calls_stay_two(string how, string first, string second)
    {
        var apart = await Answered.Of($$"""{"tool_calls":[{{first}}]}""", $$"""{"tool_calls":[{{second}}]}""");
        var together = await Answered.Of($$"""{"tool_calls":[{{first}},{{second}}]}""");

        foreach (var answer in new[] { apart, together })
        {
            Assert.True(
                answer.CallTexts.SequenceEqual(["a {\"x\":1}", "b {\"x\":2}"]), how + ": " + string.Join(", ", answer.CallTexts));
            Assert.Equal(2, answer.Calls.Select(call => call.CallId).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("name in pieces", """{"index":0,"id":"1","function":{"name":"calc"}}""", """{"index":0,"function":{"name":"ulate"}}""", """{"index":0,"function":{"arguments":"{\"x\":1}"}}""")]
    [InlineData("name repeated", """{"index":0,"id":"1","function":{"name":"calculate","arguments":""}}""", """{"index":0,"function":{"name":"calculate","arguments":"{\"x\":"}}""", """{"index":0,"function":{"name":"calculate","arguments":"1}"}}""")]
    [InlineData("id repeated", """{"index":0,"id":"1","function":{"name":"calculate","arguments":"{\"x"}}""", """{"index":0,"id":"1","function":{"arguments":"\":"}}""", """{"index":0,"id":"1","function":{"arguments":"1}"}}""")]
    [InlineData("no index after the first", """{"index":0,"id":"1","function":{"name":"calculate"}}""", """{"function":{"arguments":"{\"x\":"}}""", """{"function":{"arguments":"1}"}}""")]
    [InlineData("id late", """{"index":0,"function":{"name":"calculate"}}""", """{"index":0,"id":"1"}""", """{"index":0,"id":"1","function":{"arguments":"{\"x\":1}"}}""")]
    [InlineData("sent again whole", """{"index":0,"id":"1","function":{"name":"calculate","arguments":"{\"x\":1}"}}""", """{"index":0,"id":"1","function":{"name":"calculate","arguments":"{\"x\":1}"}}""", "{}")]
    [InlineData("sent again without id", """{"index":0,"function":{"name":"calculate","arguments":"{\"x\":1}"}}""", """{"index":0,"function":{"name":"calculate","arguments":"{\"x\":1}"}}""", "{}")]
    [InlineData("object in a text in a text", """{"index":0,"id":"1","function":{"name":"calculate","arguments":"\"{\\\"x\\\":1}\""}}""", "{}", "{}")]
    public async Task One_call_stays_one(string how, params string[] fragments)
    {
        var answer = await Answered.Of([.. fragments.Select(fragment => $$"""{"tool_calls":[{{fragment}}]}""")]);

        Assert.True(answer.CallTexts.SequenceEqual(["calculate {\"x\":1}"]), how + ": " + string.Join(", ", answer.CallTexts));
    }

    [Fact]
    public async Task Two_calls_of_one_tool_that_differ_by_their_id_are_two()
    {
        var answer = await Answered.Of(
            """{"tool_calls":[{"index":0,"id":"1","function":{"name":"roll","arguments":"{}"}}]}""",
            """{"tool_calls":[{"index":0,"id":"2","function":{"name":"roll","arguments":"{}"}}]}""");

        Assert.Equal(["roll {}", "roll {}"], answer.CallTexts);
    }

    [Fact]
    public async Task A_call_of_the_old_kind_is_one()
    {
        var answer = await Answered.Of(
            """{"function_call":{"name":"calculate","arguments":"{\"x\""}}""", """{"function_call":{"arguments":":1}"}}""");

        Assert.Equal(["calculate {\"x\":1}"], answer.CallTexts);
    }
}
