using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;
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
        _events = Channel.CreateBounded<Event>(new BoundedChannelOptions(provider.Options.MaxQueuedEvents) { SingleReader = true });
    }

    public MemoryStreamProvider Provider { get; }

    public StreamId Stream { get; }

    public Guid Subscription { get; }

    public void Enqueue(object item, EventToken token)
    {
        if (!_events.Writer.TryWrite(new Event(item, token, RequestContext.Values, Activity.Current)))
            throw new OrleansException($"A subscriber of stream {Stream} is {Provider.Options.MaxQueuedEvents} events behind; the event was not published.");
        if (Interlocked.Exchange(ref _isDelivering, 1) == 0)
            StartDelivery();
    }

    public void End()
    {
        _ended.Cancel();
        _events.Writer.TryComplete();
    }

    /// <summary>Gives one event to its observer.</summary>
    protected abstract Task Deliver(object item, StreamSequenceToken token, ContextValues? context);

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
            Volatile.Write(ref _isDelivering, 0);
            // An event that came in between the last read and the mark above found a delivery still running.
        }
        while (_events.Reader.TryPeek(out _) && Interlocked.Exchange(ref _isDelivering, 1) == 0);
    }

    private async Task DeliverWithRetry(Event next)
    {
        var started = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                Activity.Current = next.Cause;
                await Deliver(next.Item, next.Token, next.Context);
                return;
            }
            catch (Exception exception)
            {
                if (_ended.IsCancellationRequested || Stopwatch.GetElapsedTime(started) + pause > Provider.Options.MaxEventDeliveryTime)
                {
                    StreamLog.EventSkipped(Provider.Logger, exception, Stream);
                    return;
                }
            }
            await Task.Delay(pause, CancellationToken.None);
        }
    }

    private readonly record struct Event(object Item, EventToken Token, ContextValues? Context, Activity? Cause);
}

internal static partial class StreamLog
{
    [LoggerMessage(201, LogLevel.Error, "An event of stream {Stream} was skipped: its handler failed for too long")]
    public static partial void EventSkipped(ILogger logger, Exception exception, StreamId stream);
}
