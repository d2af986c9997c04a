using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Sanctum.Models;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

public sealed partial class ChatHistoryTests
{
    private static readonly Guid Turn = Guid.NewGuid();

    [Fact]
    public void Unanswered_messages_have_an_answer_that_says_so()
    {
        var messages = From(User("one"), User("two"), User("three"));

        Assert.Equal(["user", "assistant", "user", "assistant", "user"], RolesOf(messages));
        Assert.Equal(
            ["one", "two", "three"], messages.Where(message => message.Role == ChatRole.User).Select(message => message.Text));
    }

    [Fact]
    public void Turn_that_ended_in_its_tools_is_closed_before_the_next_message()
    {
        var messages = From(User("one"), Asks("a", "b"), Result("b", "2"), User("two"));

        Assert.Equal(["user", "assistant", "tool", "tool", "assistant", "user"], RolesOf(messages));
        var results = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().ToArray();
        Assert.Equal(
            messages[1].Contents.OfType<FunctionCallContent>().Select(call => call.CallId),
            results.Select(result => result.CallId));
        Assert.Equal(["This call was not finished.", "2"], results.Select(result => (string)result.Result!));
    }

    [Fact]
    public void Results_without_a_call_and_answers_without_a_question_are_left_out()
    {
        var messages = From(
            Says("cut off"), Result("gone", "1"), User("one"), Result("gone too", "2"), Says("reply"), User("two"));

        Assert.Equal(["user", "assistant", "user"], RolesOf(messages));
    }

    [Fact]
    public void Two_answers_in_a_row_are_one()
    {
        var messages = From(User("one"), Says("first"), Says("second"), Asks("a"), Result("a", "1"));

        Assert.Equal(["user", "assistant", "tool"], RolesOf(messages));
        Assert.Equal("first\n\nsecond\n\n", messages[1].Text);
    }

    [Theory]
    [InlineData("functions.calculate")]
    [InlineData("")]
    [InlineData("get weather!")]
    [InlineData("1tool")]
    [InlineData("-tool")]
    [InlineData("ünïcode\uFFFD")]
    [InlineData("a_name_that_is_much_longer_than_the_sixty_four_characters_that_are_allowed")]
    [InlineData("fine_name-1")]
    public void Names_are_those_that_every_provider_takes(string name)
    {
        var call = Assert.Single(From(User("one"), Asks(("c", name, "{}")))[1].Contents.OfType<FunctionCallContent>());

        Assert.Matches(AllowedName(), call.Name);
        Assert.Matches(AllowedId(), call.CallId);
        Assert.True(name != "fine_name-1" || call.Name == name);
    }

    [Theory]
    [InlineData("{\"x\":1}", "{\"x\":1}")]
    [InlineData("{\"x\":", "{}")]
    [InlineData("[1]", "{}")]
    [InlineData("null", "{}")]
    [InlineData("", "{}")]
    [InlineData("{\"x\":\"\\ud83d\"}", "{\"x\":\"\uFFFD\"}")]
    [InlineData("{\"\\ude00\":1}", "{\"\uFFFD\":1}")]
    public void Arguments_are_an_object(string written, string sent)
    {
        var call = Assert.Single(From(User("one"), Asks(("c", "t", written)))[1].Contents.OfType<FunctionCallContent>());

        Assert.Equal(sent, JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), Relaxed));
    }

    [Theory]
    [InlineData("test/m", true)]
    [InlineData("test/other", true)]
    [InlineData("elsewhere/m", false)]
    public void Fields_of_a_provider_come_back_to_it_alone(string model, bool areKept)
    {
        var data = ModelData.Write("thought", """{"reasoning_content":"r"}""", ["""{"extra_content":{}}"""]);
        var asks = Asks("a") with { ModelData = data, Usage = new ModelUsage("test/m", 0, 0) };

        var message = ChatHistory.From([User("one"), asks, Result("a", "1")], model)[1];

        Assert.Equal(areKept, OpaqueFields.Of(message.AdditionalProperties) is not null);
        Assert.Equal(
            areKept, OpaqueFields.Of(message.Contents.OfType<FunctionCallContent>().Single().AdditionalProperties) is not null);
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static IReadOnlyList<ChatMessage> From(params TranscriptEntry[] entries) => ChatHistory.From(entries, "test/m");

    private static IEnumerable<string> RolesOf(IEnumerable<ChatMessage> messages) =>
        messages.Select(message => message.Role.Value);

    private static TranscriptEntry User(string text) => Entry(TranscriptRole.User, text);

    private static TranscriptEntry Says(string text) => Entry(TranscriptRole.Assistant, text);

    private static TranscriptEntry Asks(params string[] calls) => Asks([.. calls.Select(call => (call, "calculate", "{}"))]);

    private static TranscriptEntry Asks(params (string Id, string Tool, string Arguments)[] calls) =>
        Entry(TranscriptRole.Assistant, "") with
        {
            ToolCalls = [.. calls.Select(call => new ToolCall(call.Id, call.Tool, call.Arguments))],
        };

    private static TranscriptEntry Result(string call, string text) =>
        Entry(TranscriptRole.Tool, text) with { ToolCallId = call, ToolStatus = ToolStatus.Ok };

    private static TranscriptEntry Entry(TranscriptRole role, string text) =>
        new(1, Turn, role, "author", text, ImmutableArray<ToolCall>.Empty, null, null, null, null, DateTimeOffset.UtcNow);

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$")]
    private static partial Regex AllowedName();

    [GeneratedRegex("^[a-zA-Z0-9]{9}$")]
    private static partial Regex AllowedId();
}
