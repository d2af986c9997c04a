using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Sanctum.Connection;

namespace Sanctum.Conversations;

/// <summary>A session's live view, read in the background so that it is there when somebody looks.</summary>
internal sealed class LiveEvents : IAsyncDisposable
{
    // Beyond it the connection is not read, and the gateway drops deltas; they are a preview.
    private const int MaxWaiting = 1_024;

    private readonly Channel<SessionEvent> _waiting = Channel.CreateBounded<SessionEvent>(MaxWaiting);
    private readonly CancellationTokenSource _end = new();
    private readonly EventFeed _feed;
    private readonly Task _reading;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The feed is read beside the command, until it is disposed of.")]
    private LiveEvents(EventFeed feed)
    {
        _feed = feed;
        _reading = Task.Run(ReadOn);
    }

    public bool HasEnded => _reading.IsCompleted;

    public static async Task<LiveEvents> Open(Gateway gateway, string session, long after, CancellationToken cancellationToken) =>
        new(await gateway.Watch(Route.To($"v1/sessions/{session}/events").With("after", after), cancellationToken));

    /// <summary>
    /// Shows what happens in a turn until its last entry, the end of the connection, or cancellation, which is no error.
    /// </summary>
    public async Task ShowTurn(string turn, ITurnView view, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in _waiting.Reader.ReadAllAsync(cancellationToken))
            {
                var place = happened.Read<TurnPlace>();
                if (place.TurnId != turn)
                    continue;
                view.Show(happened);
                if (happened.Type == SessionEvent.EntryAppended && place.StopReason is not null)
                    return;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever cancelled knows how the turn ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _feed.Dispose();
        _end.Dispose();
    }

    private async Task ReadOn()
    {
        try
        {
            await foreach (var happened in _feed.Read(_end.Token))
                await _waiting.Writer.WriteAsync(happened, _end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
        finally
        {
            _waiting.Writer.Complete();
        }
    }

    /// <summary>Where an event belongs; every event of a session has it.</summary>
    private sealed record TurnPlace(string TurnId, string? StopReason);
}
