using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Sanctum.Models.Remote;

/// <summary>The seam over the SDK's chat client, streaming.</summary>
internal sealed class OpenAIChatClient(ChatClient client) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new ToolCallFragments();
        var request = messages.SelectMany(OpenAIMessages.From);
        await foreach (var chunk in client.CompleteChatStreamingAsync(request, OpenAIMessages.OptionsFrom(options), cancellationToken))
        {
            var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = chunk.CompletionId, ModelId = chunk.Model };
            foreach (var part in chunk.ContentUpdate)
            {
                if (part.Text is { Length: > 0 } text)
                    update.Contents.Add(new TextContent(text));
            }
            foreach (var fragment in chunk.ToolCallUpdates)
                calls.Add(fragment.Index, fragment.ToolCallId, fragment.FunctionName, fragment.FunctionArgumentsUpdate);
            if (chunk.FinishReason is { } finish)
            {
                update.FinishReason = ReasonOf(finish);
                foreach (var call in calls.Complete())
                    update.Contents.Add(call);
            }
            if (chunk.Usage is { } usage)
                update.Contents.Add(UsageOf(usage));
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The HTTP client belongs to the provider, which lives as long as the process.
    }

    private static Microsoft.Extensions.AI.ChatFinishReason ReasonOf(OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        OpenAI.Chat.ChatFinishReason.Length => Microsoft.Extensions.AI.ChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => Microsoft.Extensions.AI.ChatFinishReason.ContentFilter,
        OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => Microsoft.Extensions.AI.ChatFinishReason.ToolCalls,
        _ => Microsoft.Extensions.AI.ChatFinishReason.Stop,
    };

    private static UsageContent UsageOf(ChatTokenUsage usage) => new(new UsageDetails
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
    });
}
