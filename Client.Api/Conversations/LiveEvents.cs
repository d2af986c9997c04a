using System.Threading.Channels;
using Orleans.Streams;
using Sanctum.Identity;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>
/// What happens in a session from the end of <see cref="Subscribe"/> on, in a bounded buffer. Where the buffer is full events are dropped, never their
/// sender held up; <see cref="TakeLostEntry"/> says when the rows must be read instead.
/// </summary>
internal sealed class LiveEvents : IAsyncDisposable
{
    private const int MostArrivals = 10;
    private static readonly TimeSpan ArrivalPeriod = TimeSpan.FromMilliseconds(100);

    private readonly Guid _id = Guid.CreateVersion7();
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<EventEnvelope> _buffer;
    private StreamSubscriptionHandle<EventEnvelope>? _subscription;
    private int _hasLostEntry;

    private LiveEvents(int capacity) => _buffer = Channel.CreateBounded<EventEnvelope>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public ChannelReader<EventEnvelope> Reader => _buffer.Reader;

    public static async Task<LiveEvents> Subscribe(IClusterClient grains, SessionId session, int capacity)
    {
        var events = new LiveEvents(capacity);
        var stream = grains.GetStreamProvider(StreamNames.Provider)
            .GetStream<EventEnvelope>(StreamId.Create(StreamNames.ConversationOutbound, session.GrainKey));
        events._subscription = await stream.SubscribeAsync(events.Take);
        await events.Arrive(stream, session);
        return events;
    }

    /// <summary>Whether a transcript entry did not fit since the last time this was asked.</summary>
    public bool TakeLostEntry() => Interlocked.Exchange(ref _hasLostEntry, 0) != 0;

    public async ValueTask DisposeAsync()
    {
        _buffer.Writer.TryComplete();
        if (_subscription is { } subscription)
            await subscription.UnsubscribeAsync();
    }

    // On a cluster a subscription begins somewhere: it may be given what was said before it was made, and miss what is said until those
    // who publish have learned of it. So it begins when its own word comes back.
    private async Task Arrive(IAsyncStream<EventEnvelope> stream, SessionId session)
    {
        var arrival = new WatcherArrived(_id);
        for (var told = 0; told < MostArrivals && !_heard.Task.IsCompleted; told++)
        {
            await stream.OnNextAsync(new EventEnvelope(
                Guid.CreateVersion7(), arrival.EventType, arrival.SchemaVersion, GrainKey.DefaultTenant, session.GrainKey, Seq: null,
                DateTimeOffset.UtcNow, TraceParent: null, arrival));
            await Task.WhenAny(_heard.Task, Task.Delay(ArrivalPeriod));
        }
        _heard.TrySetResult();
    }

    private Task Take(EventEnvelope envelope, StreamSequenceToken? token)
    {
        if (envelope.Payload is WatcherArrived { WatcherId: var arrived })
        {
            if (arrived == _id)
                _heard.TrySetResult();
            return Task.CompletedTask;
        }
        if (!_heard.Task.IsCompleted)
            return Task.CompletedTask;
        if (!_buffer.Writer.TryWrite(envelope) && envelope.Payload is EntryAppended)
            Interlocked.Exchange(ref _hasLostEntry, 1);
        return Task.CompletedTask;
    }
}
