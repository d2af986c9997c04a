using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sanctum.Models;

namespace Sanctum.Conversations;

/// <summary>The parts of a model call, counted.</summary>
internal static class ContextParts
{
    /// <param name="prompt">The prompt.</param>
    /// <param name="sent">Its messages, as many as fit.</param>
    /// <param name="counter">Counts the tokens.</param>
    public static ImmutableArray<ContextPart> Of(ModelPrompt prompt, IReadOnlyList<ChatMessage> sent, TokenCounter counter) =>
    [
        .. Instructions(prompt, sent[0], counter),
        .. prompt.Tools.Select(tool => new ContextPart(ContextPartKind.Tool, tool.Name, counter.Of(tool), tool.Text)),
        .. sent.Skip(1).SelectMany(message => message is { MessageId: RecalledText.MessageId } && message.Role == ChatRole.User
            ? Recalled(prompt, counter)
            : Of(message, counter)),
    ];

    // Instructions that were cut are one part.
    private static IEnumerable<ContextPart> Instructions(ModelPrompt prompt, ChatMessage sent, TokenCounter counter)
    {
        var parts = ReferenceEquals(sent, prompt.Messages[0]) ? prompt.Instructions : [new InstructionPart(null, sent.Text)];
        return parts.Select((part, place) => new ContextPart(
            part.Block is null ? ContextPartKind.System : ContextPartKind.Block, part.Block ?? "",
            counter.Count(part.Text) + (place == 0 ? TokenCounter.OfMessage : 0), part.Text));
    }

    private static IEnumerable<ContextPart> Recalled(ModelPrompt prompt, TokenCounter counter) =>
        prompt.Recalled.Select((part, place) => new ContextPart(
            ContextPartKind.Passage, part.Passage?.ToString() ?? "",
            counter.Count(part.Text) + (place == 0 ? TokenCounter.OfMessage : 0), part.Text));

    private static IEnumerable<ContextPart> Of(ChatMessage message, TokenCounter counter) =>
        message.Contents.Select((content, place) => new ContextPart(
            KindOf(message, content),
            message.MessageId is null or CompactedContext.NoteId or RecalledText.MessageId ? "" : message.MessageId,
            counter.Of(content) + (place == 0 ? TokenCounter.OfMessage : 0), TokenCounter.TextOf(content)));

    private static ContextPartKind KindOf(ChatMessage message, AIContent content) => (message, content) switch
    {
        ({ MessageId: CompactedContext.NoteId }, _) => ContextPartKind.Summary,
        ({ MessageId: RecalledText.MessageId }, _) => ContextPartKind.Passage,
        (_, FunctionCallContent) => ContextPartKind.ToolCall,
        (_, FunctionResultContent) => ContextPartKind.ToolResult,
        ({ Role: var role }, _) => role == ChatRole.User ? ContextPartKind.User : ContextPartKind.Assistant,
    };
}
