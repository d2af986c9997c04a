using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Sanctum.CrashTest;

/// <summary>A model that says what it was told, after a moment.</summary>
internal sealed class EchoModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Delay(Random.Shared.Next(0, 30), cancellationToken);
        yield return new ChatResponseUpdate(
            ChatRole.Assistant, $"reply to {messages.Last(message => message.Role == ChatRole.User).Text}");
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
