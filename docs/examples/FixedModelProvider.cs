using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sanctum.Models;

namespace Sanctum.Examples;

/// <summary>A provider of models: agents name its model as <c>fixed/hello</c>.</summary>
internal sealed class FixedModelProvider : IModelProvider
{
    public string Name => "fixed";

    public int ContextLength => 8_000;

    public IChatClient Create(string model) => new FixedModel(model);

    /// <summary>Answers its own name, whatever it is asked. Answers are streamed: a delta at a time.</summary>
    private sealed class FixedModel(string answer) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var letter in answer)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new ChatResponseUpdate(ChatRole.Assistant, letter.ToString());
            }
            await Task.CompletedTask;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
