using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sanctum.Recording;

/// <summary>A message as a model was shown it. </summary>
/// <remarks>
/// Call ids differ from run to run, and tools that run side by side end in any order. So calls are numbered in the order of
/// the conversation, and results that follow each other are in the order of their calls.
/// </remarks>
/// <param name="Role">Who says it: <c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Author">The name of who says it, or null.</param>
/// <param name="Text">What is said, or null.</param>
/// <param name="Calls">The tool calls it asks for, or null.</param>
/// <param name="Results">The calls it answers, or null.</param>
internal sealed record RecordedMessage(
    string Role,
    string? Author = null,
    string? Text = null,
    IReadOnlyList<RecordedCall>? Calls = null,
    IReadOnlyList<RecordedResult>? Results = null)
{
    private static readonly Comparer<RecordedMessage> ByFirstResult =
        Comparer<RecordedMessage>.Create((one, other) => string.CompareOrdinal(one.Results![0].Id, other.Results![0].Id));

    public static IReadOnlyList<RecordedMessage> From(IEnumerable<ChatMessage> messages)
    {
        var numbers = new Dictionary<string, string>(StringComparer.Ordinal);
        var recorded = messages.Select(message => From(message, numbers)).ToList();
        for (var start = 0; start < recorded.Count; start++)
        {
            var end = recorded.FindIndex(start, message => message.Results is null);
            var count = (end < 0 ? recorded.Count : end) - start;
            recorded.Sort(start, count, ByFirstResult);
            start += count;
        }
        return recorded;
    }

    private static RecordedMessage From(ChatMessage message, Dictionary<string, string> numbers)
    {
        string Number(string callId) => numbers.TryGetValue(callId, out var known)
            ? known
            : numbers[callId] = $"call-{numbers.Count + 1}";
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => RecordedCall.From(call) with { Id = Number(call.CallId) }).ToArray();
        var results = message.Contents.OfType<FunctionResultContent>()
            .Select(result => new RecordedResult(
                Number(result.CallId), result.Result as string ?? JsonSerializer.Serialize(result.Result, RecordingJson.Options)))
            .ToArray();
        return new RecordedMessage(
            message.Role.Value, message.AuthorName, message.Text.Length > 0 ? message.Text : null,
            calls.Length > 0 ? calls : null, results.Length > 0 ? results : null);
    }
}

/// <summary>A tool call.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments, or null if the model wrote none that can be read.</param>
internal sealed record RecordedCall(string Id, string Name, IReadOnlyDictionary<string, JsonElement>? Arguments = null)
{
    public static RecordedCall From(FunctionCallContent call) => new(
        call.CallId, call.Name, call.Arguments?.ToDictionary(
            argument => argument.Key, argument => JsonSerializer.SerializeToElement(argument.Value, RecordingJson.Options)));

    public FunctionCallContent ToContent() =>
        new(Id, Name, Arguments?.ToDictionary(argument => argument.Key, argument => (object?)argument.Value));
}

/// <summary>A tool's result.</summary>
/// <param name="Id">The call.</param>
/// <param name="Text">What the model was told.</param>
internal sealed record RecordedResult(string Id, string Text);
