using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sanctum.Conversations;

/// <summary>Transcript entries as a model reads them.</summary>
internal static class ChatHistory
{
    private const string NeverRan = "This call was not finished.";

    /// <summary>
    /// The messages, in order. Providers refuse a tool call without a result, so a call that its turn never finished is
    /// given one that says so.
    /// </summary>
    public static IEnumerable<ChatMessage> From(IReadOnlyList<TranscriptEntry> entries)
    {
        var answered = entries.Where(entry => entry.ToolCallId is not null).Select(entry => entry.ToolCallId!).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            yield return ToMessage(entry);
            if (entry.ToolCalls.IsEmpty)
                continue;
            foreach (var open in entry.ToolCalls.Where(call => !answered.Contains(call.CallId)))
                yield return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(open.CallId, NeverRan)]);
        }
    }

    private static ChatMessage ToMessage(TranscriptEntry entry) => entry.Role switch
    {
        TranscriptRole.User => new ChatMessage(ChatRole.User, entry.Content) { AuthorName = entry.Author },
        TranscriptRole.Tool => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(entry.ToolCallId!, entry.Content)]),
        _ when entry is { ToolCalls.IsEmpty: true, Content.Length: > 0 } => new ChatMessage(ChatRole.Assistant, entry.Content),
        _ => new ChatMessage(ChatRole.Assistant, [.. Said(entry), .. entry.ToolCalls.Select(call => (AIContent)new FunctionCallContent(call.CallId, call.Tool, Arguments(call.Arguments)))]),
    };

    private static IEnumerable<AIContent> Said(TranscriptEntry entry) => entry.Content.Length > 0 ? [new TextContent(entry.Content)] : [];

    private static Dictionary<string, object?>? Arguments(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(json);
        }
        catch (JsonException)
        {
            // The model wrote no JSON; its call was answered with that error, and is shown to it without arguments.
            return null;
        }
    }
}
