using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>
/// One who watches a session. It is sent one event at a time: messages to a client of the cluster may go through any silo
/// that it is connected to, so of two that are under way the later can arrive first.
/// </summary>
internal sealed class SessionWatcher(ISessionObserver observer, TimeProvider clock)
{
    // An answer that is lost with a silo holds the next event up no longer.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // A watcher that is further behind than this reads the rows.
    private const int MostWaiting = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<EventEnvelope> _waiting = new();
    private long _renewedAt;
    private bool _isSending;

    public ISessionObserver Observer => observer;

    /// <summary>Timestamp of the clock at which the watch was last renewed.</summary>
    public long RenewedAt
    {
        get => Volatile.Read(ref _renewedAt);
        set => Volatile.Write(ref _renewedAt, value);
    }

    /// <summary>Sends an event behind those that wait; one too many is dropped.</summary>
    public void Send(EventEnvelope happened)
    {
        lock (_gate)
        {
            if (_waiting.Count < MostWaiting)
                _waiting.Enqueue(happened);
            if (_isSending)
                return;
            _isSending = true;
        }
        // The answer to a call of a stateless worker goes to any worker of its kind; here no grain calls.
        Task.Run(SendWaiting).Ignore();
    }

    private async Task SendWaiting()
    {
        while (TakeNext() is { } next)
        {
            var receipt = Deliver(next);
            receipt.Ignore();
            await receipt.WaitAsync(LongestWait, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Deliver(EventEnvelope happened) => await observer.Receive(happened);

    private EventEnvelope? TakeNext()
    {
        lock (_gate)
        {
            _isSending = _waiting.TryDequeue(out var next);
            return next;
        }
    }
}
