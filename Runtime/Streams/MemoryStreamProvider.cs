using System.Collections.Concurrent;
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

    public string Name => name;

    public bool IsRewindable => false;

    public GrainCatalog Catalog => catalog;

    public StreamDeliveryOptions Options => options.Value;

    public ILogger Logger => logger;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    /// <summary>Hands an event to everyone who is subscribed.</summary>
    /// <exception cref="OrleansException">A subscriber is too far behind.</exception>
    public void Publish(StreamId id, object item)
    {
        if (!_streams.TryGetValue(id, out var stream))
        {
            if (!implicitSubscriptions.Exist(id))
                return;
            stream = StateOf(id);
        }
        stream.Publish(catalog.Copier.CopyResult(item));
    }

    /// <summary>The stream's subscribers, with those that its namespace implies.</summary>
    public StreamState StateOf(StreamId id) => _streams.GetOrAdd(id, Create);

    /// <summary>Forgets a stream that nobody is subscribed to.</summary>
    public void Forget(StreamId id)
    {
        if (_streams.TryGetValue(id, out var stream) && stream.IsEmpty)
            _streams.TryRemove(new(id, stream));
    }

    private StreamState Create(StreamId id)
    {
        var stream = new StreamState(this, id);
        foreach (var grainClass in implicitSubscriptions.Of(id))
            stream.Add(new GrainConsumer(this, id, Guid.NewGuid(), grainClass, new GrainId(grainClass.Name, id.GetKeyAsString())));
        return stream;
    }
}

/// <summary>How events are delivered.</summary>
public sealed class StreamDeliveryOptions
{
    /// <summary>How long an event that its handler refuses is tried again; then it is skipped.</summary>
    public TimeSpan MaxEventDeliveryTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Events that may wait for one subscriber; beyond, publishing fails.</summary>
    public int MaxQueuedEvents { get; set; } = 16_384;
}
