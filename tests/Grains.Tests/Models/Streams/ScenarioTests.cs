using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Testing.Models;

namespace Sanctum.Models.Streams;

/// <summary>The answers of servers in the field, through the product's own gateway and a socket.</summary>
public sealed class ScenarioTests
{
    private const string Six = "calculate 6 * 7";
    private const string Two = "calculate 2 + 3";

    [Theory]
    [InlineData("args-object", "", Six)]
    [InlineData("content-array", "Hello there")]
    [InlineData("created-null", "Hello there")]
    [InlineData("data-empty", "Hello there")]
    [InlineData("finish-each", "", Six, Two)]
    [InlineData("finish-empty", "Hello there")]
    [InlineData("finish-eos", "Hello there")]
    [InlineData("finish-never", "Hello there")]
    [InlineData("finish-twice", "", Six)]
    [InlineData("index-null", "", Six)]
    [InlineData("index0", "", Six, Two)]
    [InlineData("index0-fragments", "", Six, Two)]
    [InlineData("name-dotted", "", "functions.calculate 6 * 7")]
    [InlineData("name-empty", "", " 6 * 7")]
    [InlineData("surrogate-lone", "Hello \uFFFD there")]
    [InlineData("surrogate-split", "😀 hi")]
    [InlineData("type-empty", "", Six)]
    [InlineData("usage-nulls", "Hello there")]
    public async Task What_a_server_says_is_used(string scenario, string text, params string[] calls)
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Play(scenario));

        var reply = await server.Gateway("OpenAI").Ask().Whole();

        Assert.Equal(text, reply.Text);
        Assert.Equal(calls, CallsOf(reply).Select(call => $"{call.Name} {call.Arguments!["expression"]}"));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("400-object", "max_tokens must be at least 1", ErrorClass.Permanent)]
    [InlineData("error-in-stream", "quota exceeded for this project", ErrorClass.Permanent)]
    [InlineData("json-200-error", "Model 'x' is loading", ErrorClass.Transient)]
    public async Task Providers_own_reason_is_shown_and_classified(string scenario, string reason, ErrorClass expected)
    {
        await using var server = await LoopbackModelServer.Start([.. Enumerable.Repeat(LoopbackModelServer.Play(scenario), 5)]);

        var failure = await server.Gateway("OpenAI").Fails();

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("test: ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(expected, failure.Class);
        Assert.Equal(expected == ErrorClass.Permanent ? 1 : 3, server.Requests.Count);
    }

    [Fact]
    public async Task Error_behind_the_first_words_is_the_reason_and_nothing_is_asked_again()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Play("error-mid-stream"));
        var text = "";

        var failure = await Assert.ThrowsAsync<DependencyException>(async () =>
        {
            await foreach (var update in server.Gateway("OpenAI").Ask())
                text += update.Text;
        });

        Assert.Equal("Hello ", text);
        Assert.Contains("CUDA out of memory", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Half_a_character_in_arguments_is_replaced()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Play("memory-surrogate"));

        var call = Assert.Single(CallsOf(await server.Gateway("OpenAI").Ask().Whole()));

        Assert.Equal("Bob \uFFFD likes tea", Assert.IsType<JsonElement>(call.Arguments!["text"]).GetString());
    }

    [Fact]
    public async Task Request_names_the_scenario_and_tool_results_end_it()
    {
        await using var server = await LoopbackModelServer.Start();
        var gateway = server.Gateway("OpenAI");
        ChatMessage[] asked = [new(ChatRole.User, "6 * 7?")];

        var call = Assert.Single(
            CallsOf(await gateway.StreamAsync("test/finish-twice", asked, new ChatOptions(), default).Whole()));
        ChatMessage[] answered =
            [.. asked, new(ChatRole.Assistant, [call]), new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "42")])];
        var reply = await gateway.StreamAsync("test/finish-twice", answered, new ChatOptions(), default).Whole();

        Assert.Equal("Hello there", reply.Text);
    }

    private static IEnumerable<FunctionCallContent> CallsOf(ChatResponse reply) =>
        reply.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>();
}
