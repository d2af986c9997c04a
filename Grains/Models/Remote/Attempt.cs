using Microsoft.Extensions.AI;
using Sanctum.Errors;

namespace Sanctum.Models.Remote;

/// <summary>One request. It is opened up to its first token, because only until then may another take its place.</summary>
internal sealed class Attempt : IAsyncDisposable
{
    private readonly string _provider;
    private readonly TimeSpan _silence;
    private readonly CancellationToken _call;
    private readonly CancellationTokenSource _time;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly Queue<ChatResponseUpdate> _opening = new();

    private Attempt(
        string provider, TimeSpan silence, Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> send,
        CancellationToken call)
    {
        (_provider, _silence, _call) = (provider, silence, call);
        _time = CancellationTokenSource.CreateLinkedTokenSource(call);
        _updates = send(_time.Token).GetAsyncEnumerator(_time.Token);
    }

    /// <summary>Sends the request and waits for the first token.</summary>
    /// <exception cref="DependencyException">It failed, was refused or stayed silent for too long.</exception>
    public static async Task<Attempt> Open(
        string provider, TimeSpan silence, Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> send,
        CancellationToken call)
    {
        var attempt = new Attempt(provider, silence, send, call);
        try
        {
            while (await attempt.Read() is { } update)
            {
                attempt._opening.Enqueue(update);
                if (update.FinishReason is not null
                    || update.Contents.Any(content => content is not (UsageContent or TextReasoningContent)))
                    return attempt;
            }
            throw new DependencyException(provider, "the answer is empty.", ErrorClass.Transient);
        }
        catch
        {
            await attempt.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next update, or null at the end.</summary>
    public async ValueTask<ChatResponseUpdate?> Next() => _opening.TryDequeue(out var update) ? update : await Read();

    public async ValueTask DisposeAsync()
    {
        // A stream that is left half way must not go on being paid for.
        await _time.CancelAsync();
        await _updates.DisposeAsync();
        _time.Dispose();
    }

    private async ValueTask<ChatResponseUpdate?> Read()
    {
        _time.CancelAfter(_silence);
        try
        {
            return await _updates.MoveNextAsync() ? _updates.Current : null;
        }
        catch (Exception thrown) when (_time.IsCancellationRequested && !_call.IsCancellationRequested)
        {
            throw new DependencyException(
                _provider, $"nothing came for {_silence.TotalSeconds:0.##} s.", ErrorClass.Transient, inner: thrown);
        }
        catch (Exception thrown) when (!_call.IsCancellationRequested && ProviderFailure.From(_provider, thrown) is { } failure)
        {
            throw failure;
        }
    }
}
