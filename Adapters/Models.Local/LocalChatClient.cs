using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Sanctum.Models.Local;

/// <summary>Answers by rules: a tool where the words ask for one, else what memory says, else a template.</summary>
internal sealed class LocalChatClient : IChatClient
{
    private const int CharactersPerToken = 4;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var conversation = LocalConversation.Read(messages);
        var read = conversation.Characters / CharactersPerToken;
        if (ToolIntent.Find(conversation, options?.Tools) is { } call)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [call]);
            yield return End(ChatFinishReason.ToolCalls, read, written: 8);
            yield break;
        }
        var answer = LocalReview.Find(conversation.Question, options) ?? LocalAnswer.Compose(conversation);
        foreach (var word in Words(answer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        }
        yield return End(ChatFinishReason.Stop, read, answer.Length / CharactersPerToken);
        await Task.CompletedTask;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static ChatResponseUpdate End(ChatFinishReason reason, int read, int written) => new()
    {
        Role = ChatRole.Assistant,
        FinishReason = reason,
        Contents = [new UsageContent(
            new UsageDetails { InputTokenCount = read, OutputTokenCount = written, TotalTokenCount = read + written })],
    };

    private static IEnumerable<string> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var space = text.IndexOf(' ', start);
            var end = space < 0 ? text.Length : space + 1;
            yield return text[start..end];
            start = end;
        }
    }
}
