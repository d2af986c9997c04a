using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sanctum.Models;
using Sanctum.Trust;

namespace Sanctum.Conversations;

/// <summary>The parts of a model call, counted.</summary>
internal static class ContextParts
{
    /// <param name="prompt">The prompt.</param>
    /// <param name="sent">Its messages, as many as fit.</param>
    /// <param name="counter">Counts the tokens.</param>
    /// <param name="trust">The trust of entries, by their message ids; those of a summary by its own.</param>
    public static ImmutableArray<ContextPart> Of(
        ModelPrompt prompt, IReadOnlyList<ChatMessage> sent, TokenCounter counter,
        IReadOnlyDictionary<string, TrustLevel> trust) =>
    [
        .. Instructions(prompt, sent[0], counter),
        .. prompt.Tools.Select(tool => new ContextPart(ContextPartKind.Tool, tool.Name, counter.Of(tool), tool.Text)),
        .. sent.Skip(1).SelectMany(message => message is { MessageId: RecalledText.MessageId } && message.Role == ChatRole.User
            ? Recalled(prompt, counter)
            : Of(message, counter, trust)),
    ];

    // Instructions that were cut are one part.
    private static IEnumerable<ContextPart> Instructions(ModelPrompt prompt, ChatMessage sent, TokenCounter counter)
    {
        var parts = ReferenceEquals(sent, prompt.Messages[0])
            ? prompt.Instructions
            : [new InstructionPart(null, sent.Text) { Trust = prompt.Instructions.Max(part => part.Trust) }];
        return parts.Select((part, place) => new ContextPart(
            part.Block is null ? ContextPartKind.System : ContextPartKind.Block, part.Block ?? "",
            counter.Count(part.Text) + (place == 0 ? TokenCounter.OfMessage : 0), part.Text)
        {
            Trust = part.Trust,
        });
    }

    private static IEnumerable<ContextPart> Recalled(ModelPrompt prompt, TokenCounter counter) =>
        prompt.Recalled.Select((part, place) => new ContextPart(
            ContextPartKind.Passage, part.Passage?.ToString() ?? "",
            counter.Count(part.Text) + (place == 0 ? TokenCounter.OfMessage : 0), part.Text)
        {
            Trust = part.Trust,
        });

    private static IEnumerable<ContextPart> Of(
        ChatMessage message, TokenCounter counter, IReadOnlyDictionary<string, TrustLevel> trust) =>
        message.Contents.Select((content, place) => new ContextPart(
            KindOf(message, content),
            message.MessageId is null or CompactedContext.NoteId or RecalledText.MessageId ? "" : message.MessageId,
            counter.Of(content) + (place == 0 ? TokenCounter.OfMessage : 0), TokenCounter.TextOf(content))
        {
            Trust = message.MessageId is { } id ? trust.GetValueOrDefault(id) : TrustLevel.Operator,
        });

    private static ContextPartKind KindOf(ChatMessage message, AIContent content) => (message, content) switch
    {
        ({ MessageId: CompactedContext.NoteId }, _) => ContextPartKind.Summary,
        ({ MessageId: RecalledText.MessageId }, _) => ContextPartKind.Passage,
        (_, FunctionCallContent) => ContextPartKind.ToolCall,
        (_, FunctionResultContent) => ContextPartKind.ToolResult,
        ({ Role: var role }, _) => role == ChatRole.User ? ContextPartKind.User : ContextPartKind.Assistant,
    };
}
