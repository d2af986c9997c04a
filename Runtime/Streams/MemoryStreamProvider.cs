using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Streams;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Streams;

/// <summary>
/// Streams inside this process. An event is handed to each subscription's own queue and delivered in order; publishing does
/// not wait for subscribers, and a stream without any costs a look-up.
/// </summary>
internal sealed class MemoryStreamProvider(
    string name, GrainCatalog catalog, ImplicitSubscriptions implicitSubscriptions, IOptions<StreamDeliveryOptions> options,
    ILogger<MemoryStreamProvider> logger) : IStreamProvider
{
    private readonly ConcurrentDictionary<StreamId, StreamState> _streams = new();
    private long _nextCollection = Environment.TickCount64;

    public string Name => name;

    public bool IsRewindable => false;

    public GrainCatalog Catalog => catalog;

    public StreamDeliveryOptions Options => options.Value;

    public ILogger Logger => logger;

    /// <summary>Streams that are remembered just now.</summary>
    public int StreamCount => _streams.Count;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    /// <summary>Hands an event to everyone who is subscribed.</summary>
    /// <exception cref="OrleansException">A subscriber is too far behind.</exception>
    public void Publish(StreamId id, object item)
    {
        object? copy = null;
        while (true)
        {
            if (!_streams.TryGetValue(id, out var stream))
            {
                if (!implicitSubscriptions.Exist(id))
                    return;
                stream = StateOf(id);
            }
            if (stream.TryPublish(copy ??= catalog.Copier.CopyResult(item)))
                return;
            _streams.TryRemove(new(id, stream));
        }
    }

    public void Subscribe(StreamConsumer consumer)
    {
        while (StateOf(consumer.Stream) is var stream && !stream.TryAdd(consumer))
            _streams.TryRemove(new(consumer.Stream, stream));
    }

    /// <summary>Ends a subscription, unless the stream's namespace implies it: then only its observer goes.</summary>
    public void Unsubscribe(StreamConsumer consumer)
    {
        if (consumer.IsImplicit || !_streams.TryGetValue(consumer.Stream, out var stream))
            return;
        stream.Remove(consumer);
        if (stream.TryClose(TimeSpan.Zero))
            _streams.TryRemove(new(consumer.Stream, stream));
    }

    /// <summary>The stream's subscribers, with those that its namespace implies.</summary>
    public ImmutableArray<StreamConsumer> ConsumersOf(StreamId id) =>
        _streams.TryGetValue(id, out var stream) ? stream.Consumers : Implied(id);

    private StreamState StateOf(StreamId id)
    {
        if (_streams.TryGetValue(id, out var present))
            return present;
        CollectIdle();
        return _streams.GetOrAdd(id, new StreamState(id, Implied(id)));
    }

    private ImmutableArray<StreamConsumer> Implied(StreamId id) =>
    [
        .. implicitSubscriptions.Of(id).Select(grainClass => new GrainConsumer(
            this, id, ImplicitSubscriptions.IdOf(name, grainClass, id), grainClass, new GrainId(grainClass.Name, id.GetKeyAsString()), isImplicit: true)),
    ];

    // Only new streams add to what is remembered, so looking for idle ones when one comes is often enough.
    private void CollectIdle()
    {
        var now = Environment.TickCount64;
        var due = Volatile.Read(ref _nextCollection);
        if (now < due || Interlocked.CompareExchange(ref _nextCollection, now + (long)Options.IdleStreamAge.TotalMilliseconds / 2, due) != due)
            return;
        foreach (var pair in _streams)
        {
            if (pair.Value.TryClose(Options.IdleStreamAge))
                _streams.TryRemove(pair);
        }
    }
}
