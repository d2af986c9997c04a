using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;
using Sanctum.Errors;

namespace Sanctum.Models.Remote;

/// <summary>A provider's client with the provider's patience around it: the only place that retries a model call.</summary>
internal sealed class RemoteChatClient(
    IChatClient inner, string provider, ProviderOptions limits,
    ResiliencePipeline<Attempt> pipeline) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        whole.CancelAfter(limits.Timeout);
        await using var attempt = await InTime(Open(messages, options, whole.Token), cancellationToken);
        var finished = false;
        while (await InTime(attempt.Next().AsTask(), cancellationToken) is { } update)
        {
            finished |= update.FinishReason is not null;
            yield return update;
        }
        if (!finished)
            throw new DependencyException(provider, "the stream ended before the answer did.", ErrorClass.Transient);
    }

    private async Task<Attempt> Open(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken ct)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                async _ => await Attempt.Open(provider, limits.SilenceTimeout,
                    token => InnerClient.GetStreamingResponseAsync(messages, options, token), ct), ct);
        }
        catch (BrokenCircuitException open)
        {
            throw ProviderFailure.From(provider, open)!;
        }
    }

    private async Task<T> InTime<T>(Task<T> step, CancellationToken caller)
    {
        try
        {
            return await step;
        }
        catch (OperationCanceledException late) when (!caller.IsCancellationRequested)
        {
            throw new DependencyException(
                provider, $"no whole answer within {limits.Timeout.TotalSeconds:0.##} s.", ErrorClass.Transient, inner: late);
        }
    }
}
