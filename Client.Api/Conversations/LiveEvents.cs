using System.Threading.Channels;
using Orleans.Streams;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>
/// What happens in a session from now on, in a bounded buffer. Where the buffer is full events are dropped, never their
/// sender held up; <see cref="TakeLostEntry"/> says when the rows must be read instead.
/// </summary>
internal sealed class LiveEvents : IAsyncDisposable
{
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

    private Task Take(EventEnvelope envelope, StreamSequenceToken? token)
    {
        if (!_buffer.Writer.TryWrite(envelope) && envelope.Payload is EntryAppended)
            Interlocked.Exchange(ref _hasLostEntry, 1);
        return Task.CompletedTask;
    }
}
