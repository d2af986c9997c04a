using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Models;

namespace Sanctum.Recording;

public sealed class TapeTests : IDisposable
{
    private const string Question = "How are you?";
    private readonly Tape _tape = new();

    public void Dispose() => _tape.Dispose();

    [Fact]
    public async Task Answers_come_back_in_their_order_and_the_last_one_from_then_on()
    {
        var live = _tape.Record(new Scripted("fine", "better"));
        await Ask(live, Question);
        await Ask(live, Question);
        _tape.Stop();
        var replay = _tape.Replay();

        Assert.Equal(
            ["Well: fine", "Well: better", "Well: better"],
            [await Ask(replay, Question), await Ask(replay, Question), await Ask(replay, Question)]);
    }

    [Fact]
    public async Task Failure_comes_back_after_the_words_that_came_before_it()
    {
        var failure = new DependencyException("test", "is overloaded.", ErrorClass.Transient, TimeSpan.FromSeconds(7));
        await Assert.ThrowsAsync<DependencyException>(() => Ask(_tape.Record(new Scripted(failure)), Question));
        _tape.Stop();
        var said = new List<string>();

        var again = await Assert.ThrowsAsync<DependencyException>(async () =>
        {
            await foreach (var update in Stream(_tape.Replay(), Question))
                said.Add(update.Text);
        });

        Assert.Equal(["Well: "], said);
        Assert.Equal((failure.Message, failure.Class, failure.RetryAfter), (again.Message, again.Class, again.RetryAfter));
    }

    [Fact]
    public async Task Clock_of_the_instructions_and_ids_of_calls_do_not_matter()
    {
        await Ask(_tape.Record(new Scripted("noted")), Conversation("2026-02-03 04:05", "call_a"));
        _tape.Stop();

        Assert.Equal("Well: noted", await Ask(_tape.Replay(), Conversation("2027-08-09 10:11", "call_b")));
    }

    [Theory]
    [InlineData(
        "Who are you?",
        "tape.jsonl holds no answer of test/m to this conversation. The nearest that it knows differs from message 2 on (user).")]
    [InlineData("", "tape.jsonl holds no answer of other/m to this conversation. It has none of this model at all.")]
    public async Task Request_that_was_never_recorded_is_refused_for_good_and_says_what_differs(string question, string reason)
    {
        await Ask(_tape.Record(new Scripted("fine")), Question);
        _tape.Stop();

        var refusal = await Assert.ThrowsAsync<DependencyException>(
            () => Ask(_tape.Replay(), Said(question), question.Length == 0 ? "other/m" : "test/m"));

        Assert.Equal(ErrorClass.Permanent, refusal.Class);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configured_secrets_are_not_in_the_recording_however_they_are_spelt()
    {
        const string Key = "sk-\"very\"-secret";
        await Ask(_tape.Record(new Scripted($"it is {Key}"), ("Sanctum:Models:Providers:test:ApiKey", Key)), $"I heard {Key}");

        var line = Assert.Single(_tape.Lines);
        Assert.DoesNotContain("secret\"", line.Replace("[secret]", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("it is [secret]", line, StringComparison.Ordinal);
        Assert.Contains("I heard [secret]", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_line_that_a_crash_left_costs_no_other_line()
    {
        await Ask(_tape.Record(new Scripted("fine")), Question);
        _tape.Stop();
        await File.AppendAllTextAsync(_tape.Path, "{\"kind\":\"model\",\"requ");
        await Ask(_tape.Record(new Scripted("nobody")), "Who are you?");
        _tape.Stop();
        var replay = _tape.Replay();

        Assert.Equal("Well: fine", await Ask(replay, Question));
        Assert.Equal("Well: nobody", await Ask(replay, "Who are you?"));
    }

    [Fact]
    public async Task Recording_stops_at_its_limit_and_the_answers_go_on()
    {
        var live = _tape.Record(new Scripted("fine", "better", "best"), ("Sanctum:Models:Recording:MaxBytes", "1024"));

        for (var i = 0; i < 3; i++)
            Assert.StartsWith("Well: ", await Ask(live, new string('?', 300)), StringComparison.Ordinal);

        Assert.InRange(new FileInfo(_tape.Path).Length, 1, 1024);
    }

    [Fact]
    public async Task Only_the_owner_may_read_it()
    {
        await Ask(_tape.Record(new Scripted("fine")), Question);

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_tape.Path));
    }

    [Fact]
    public void Replay_of_a_file_that_is_not_there_does_not_start()
    {
        var refusal = Assert.Throws<OptionsValidationException>(_tape.Replay);

        Assert.Contains("Sanctum:Models:Recording:Path", refusal.Message, StringComparison.Ordinal);
    }

    private static List<ChatMessage> Said(string question) => [new(ChatRole.System, "Be kind."), new(ChatRole.User, question)];

    private static List<ChatMessage> Conversation(string time, string callId) =>
    [
        new(ChatRole.System, $"It is {time} UTC."),
        new(ChatRole.User, "Note it."),
        new(ChatRole.Assistant, [new FunctionCallContent(callId, "note", new Dictionary<string, object?> { ["text"] = "it" })]),
        new(ChatRole.Tool, [new FunctionResultContent(callId, "done")]),
    ];

    private static Task<string> Ask(IModelGateway gateway, string question) => Ask(gateway, Said(question));

    private static async Task<string> Ask(IModelGateway gateway, List<ChatMessage> messages, string model = "test/m") =>
        (await gateway.StreamAsync(model, messages, new ChatOptions(), CancellationToken.None).ToChatResponseAsync()).Text;

    private static IAsyncEnumerable<ChatResponseUpdate> Stream(IModelGateway gateway, string question) =>
        gateway.StreamAsync("test/m", Said(question), new ChatOptions(), CancellationToken.None);
}
