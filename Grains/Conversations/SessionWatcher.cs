using System.Diagnostics.CodeAnalysis;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>
/// One who watches a session. It is sent one event at a time: messages to a client of the cluster may go through any silo
/// that it is connected to, so of two that are under way the later can arrive first.
/// </summary>
internal sealed class SessionWatcher(ISessionObserver observer, TimeProvider clock)
{
    // A response that is lost with a silo delays the next event by this much at most.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    // A watcher that is further behind than this reads the rows.
    private const int MaxWaiting = 1_000;

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
    [SuppressMessage(
        "ApiDesign", "RS0030",
        Justification = "The response to a stateless worker can reach another worker of its kind, where it is dropped.")]
    public void Send(EventEnvelope happened)
    {
        lock (_gate)
        {
            if (_waiting.Count < MaxWaiting)
                _waiting.Enqueue(happened);
            if (_isSending)
                return;
            _isSending = true;
        }
        // Not from a grain.
        Task.Run(SendWaiting).Ignore();
    }

    private async Task SendWaiting()
    {
        while (TakeNext() is { } next)
        {
            var receipt = Deliver(next);
            receipt.Ignore();
            await receipt.WaitAsync(MaxWait, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
