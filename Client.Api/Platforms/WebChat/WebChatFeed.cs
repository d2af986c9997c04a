using Sanctum.Edge;

namespace Sanctum.Platforms.WebChat;

/// <summary>
/// Brings one visitor's page up to date and keeps it there: messages in order, each once, and whether the agent writes.
/// </summary>
internal sealed class WebChatFeed(IChatRoomGrain room, SseWriter client)
{
    /// <summary>Runs until cancelled.</summary>
    public async Task Run(int after, CancellationToken cancellationToken)
    {
        await client.Start(cancellationToken);
        var isTyping = false;
        while (true)
        {
            var view = await room.Watch(after, isTyping, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var message in view.Messages)
            {
                await client.Write("message", message.Seq, message, cancellationToken);
                after = message.Seq;
            }
            if (view.IsTyping != isTyping)
                await client.Write("typing", id: null, new TypingShape(view.IsTyping), cancellationToken);
            else if (view.Messages.IsEmpty)
                await client.WriteComment("alive", cancellationToken);
            isTyping = view.IsTyping;
        }
    }

    private sealed record TypingShape(bool IsTyping);
}
