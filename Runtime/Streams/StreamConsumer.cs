using System.Diagnostics;
using System.Threading.Channels;
using Orleans.Runtime;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Streams;

/// <summary>
/// One subscription: a bounded queue that is delivered in order, one event at a time. A handler that fails is tried again
/// with growing pauses until the event's time is over; then the event is skipped, so handlers must not be the only keepers of a fact.
/// </summary>
internal abstract class StreamConsumer
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<Event> _events;
    private readonly CancellationTokenSource _ended = new();
    private int _isDelivering;

    protected StreamConsumer(MemoryStreamProvider provider, StreamId stream, Guid subscription)
    {
        Provider = provider;
        Stream = stream;
        Subscription = subscription;
        Capacity = provider.Options.MaxQueuedEvents;
        _events = Channel.CreateBounded<Event>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    }

    public MemoryStreamProvider Provider { get; }

    public StreamId Stream { get; }

    public Guid Subscription { get; }

    /// <summary>Whether the stream's namespace makes the subscription, not a call.</summary>
    public virtual bool IsImplicit => false;

    /// <summary>Events that may wait.</summary>
    public int Capacity { get; }

    public bool HasRoom => _events.Reader.Count < Capacity;

    /// <summary>Whether nothing waits and nothing is being delivered.</summary>
    public bool IsIdle => Volatile.Read(ref _isDelivering) == 0 && _events.Reader.Count == 0;

    /// <summary>Takes an event. The stream's gate is held, so there is room if there was when the stream looked.</summary>
    public void Enqueue(object item, EventToken token)
    {
        // An event is no part of the publisher's call chain: nobody waits for it.
        var context = RequestContext.Values is { Chain: not null } values ? values with { Chain = null } : RequestContext.Values;
        if (!_events.Writer.TryWrite(new Event(item, token, context, Activity.Current)))
            throw new UnreachableException($"The queue of a subscriber of {Stream} took no event although it had room.");
        if (Interlocked.Exchange(ref _isDelivering, 1) == 0)
            StartDelivery();
    }

    public void End()
    {
        _ended.Cancel();
        _events.Writer.TryComplete();
    }

    /// <summary>Gives one event to its observer.</summary>
    protected abstract Task Deliver(Event next);

    private void StartDelivery()
    {
        using var flow = SuppressedFlow.Begin();
        Task.Factory.StartNew(DeliverQueued, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
    }

    private async Task DeliverQueued()
    {
        do
        {
            while (!_ended.IsCancellationRequested && _events.Reader.TryRead(out var next))
                await DeliverWithRetry(next);
            // A full fence: an event that came after the last read found a delivery running, and must be seen below.
            Interlocked.Exchange(ref _isDelivering, 0);
        }
        while (!_ended.IsCancellationRequested && _events.Reader.TryPeek(out _) && Interlocked.Exchange(ref _isDelivering, 1) == 0);
    }

    private async Task DeliverWithRetry(Event next)
    {
        var started = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await Deliver(next);
                return;
            }
            catch (Exception exception)
            {
                if (_ended.IsCancellationRequested)
                    return;
                if (Stopwatch.GetElapsedTime(started) + pause > Provider.Options.MaxEventDeliveryTime)
                {
                    StreamLog.EventSkipped(Provider.Logger, exception, Stream);
                    return;
                }
                if (pause == FirstPause)
                    StreamLog.EventRefused(Provider.Logger, exception, Stream);
            }
            await Task.Delay(pause, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>An event that waits for its subscriber.</summary>
    /// <param name="Item">What was published.</param>
    /// <param name="Token">Its number.</param>
    /// <param name="Context">The publisher's values.</param>
    /// <param name="Cause">The span in which it was published, if anybody listens.</param>
    protected readonly record struct Event(object Item, EventToken Token, ContextValues? Context, Activity? Cause);
}
