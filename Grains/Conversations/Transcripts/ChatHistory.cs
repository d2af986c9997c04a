using System.Globalization;
using Microsoft.Extensions.AI;
using Sanctum.Models;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// Transcript entries as every provider takes them, in the strictest order that one asks for: a person and the agent take turns,
/// a tool result follows its call, a call has a result, and names and ids are made of the characters that all of them allow.
/// </summary>
internal static class ChatHistory
{
    private const string NeverRan = "This call was not finished.";
    private const string Unanswered = "(This message was not answered.)";
    private const string LeftUnanswered = "(This message was left unanswered on purpose.)";
    private const string Cancelled = "(The answer to this message was cancelled.)";

    /// <param name="entries">The entries, in order.</param>
    /// <param name="model">The model that is to read them. What another provider wants back is left out.</param>
    public static IReadOnlyList<ChatMessage> From(IReadOnlyList<TranscriptEntry> entries, string model)
    {
        var results = entries.Where(entry => entry.ToolCallId is not null).ToLookup(
            entry => entry.ToolCallId!, StringComparer.Ordinal);
        var messages = new List<ChatMessage>(entries.Count);
        var instead = Unanswered;
        foreach (var entry in entries)
        {
            // A turn that was cancelled, or ended by a tool, may be retried; then its answer follows.
            if (TurnClosing.IsMark(entry))
            {
                instead = entry.StopReason == StopReasons.Cancelled ? Cancelled : LeftUnanswered;
            }
            else if (entry.Role == TranscriptRole.User)
            {
                AddUser(messages, entry, instead);
                instead = Unanswered;
            }
            else if (entry.Role == TranscriptRole.Assistant && messages.Count > 0)
            {
                AddAssistant(messages, entry, model, results);
            }
        }
        return messages;
    }

    // A message that failed, was cancelled or was left alone has no answer. Joined to the next it would be done after all.
    private static void AddUser(List<ChatMessage> messages, TranscriptEntry entry, string instead)
    {
        if (messages.Count > 0 && !IsReply(messages[^1]))
            messages.Add(new ChatMessage(ChatRole.Assistant, instead));
        messages.Add(new ChatMessage(ChatRole.User, entry.Content) { AuthorName = entry.Author, MessageId = IdOf(entry) });
    }

    private static void AddAssistant(
        List<ChatMessage> messages, TranscriptEntry entry, string model, ILookup<string, TranscriptEntry> results)
    {
        var said = entry.Content;
        if (IsReply(messages[^1]))
        {
            said = $"{messages[^1].Text}\n\n{said}";
            messages.RemoveAt(messages.Count - 1);
        }
        var data = ProviderOf(entry.Usage?.Model) == ProviderOf(model) ? ModelData.Read(entry.ModelData) : null;
        var contents = new List<AIContent>(1 + entry.ToolCalls.Length);
        if (!string.IsNullOrWhiteSpace(said) || entry.ToolCalls.IsEmpty)
            contents.Add(new TextContent(said));
        for (var i = 0; i < entry.ToolCalls.Length; i++)
        {
            var call = entry.ToolCalls[i];
            contents.Add(
                new FunctionCallContent(WireNames.CallId(call.CallId), WireNames.Tool(call.Tool), Arguments(call.Arguments))
                {
                    AdditionalProperties = OpaqueFields.ToProperties(data?.Calls?.ElementAtOrDefault(i)),
                });
        }
        messages.Add(
            new ChatMessage(ChatRole.Assistant, contents)
            {
                AdditionalProperties = OpaqueFields.ToProperties(data?.Fields),
                MessageId = IdOf(entry),
            });
        messages.AddRange(entry.ToolCalls.Select(call => ResultOf(call, results[call.CallId].FirstOrDefault())));
    }

    private static ChatMessage ResultOf(ToolCall call, TranscriptEntry? result) =>
        new(ChatRole.Tool, [new FunctionResultContent(WireNames.CallId(call.CallId), result?.Content ?? NeverRan)])
        {
            MessageId = result is null ? null : IdOf(result),
        };

    // Names the entry that a message comes from; no provider is sent it.
    private static string IdOf(TranscriptEntry entry) => entry.Seq.ToString(CultureInfo.InvariantCulture);

    private static bool IsReply(ChatMessage message) =>
        message.Role == ChatRole.Assistant && !message.Contents.Any(content => content is FunctionCallContent);

    private static string? ProviderOf(string? model) => model?.Split('/', 2)[0];

    // A call whose arguments cannot be read was answered with that error, and is shown to the model without them.
    private static Dictionary<string, object?>? Arguments(string json) =>
        ToolArguments.TryRead(ToolArguments.Mend(json), out var arguments) ? arguments : null;
}
