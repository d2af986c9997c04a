using System.Collections.Immutable;
using Orleans.Runtime;

namespace Sanctum.Runtime.Streams;

/// <summary>Who is subscribed to one stream.</summary>
internal sealed class StreamState(MemoryStreamProvider provider, StreamId id)
{
    private ImmutableArray<StreamConsumer> _consumers = [];
    private long _published;

    public bool IsEmpty => _consumers.IsEmpty;

    public ImmutableArray<StreamConsumer> Consumers => _consumers;

    public void Add(StreamConsumer consumer) => ImmutableInterlocked.Update(ref _consumers, static (all, one) => all.Add(one), consumer);

    public void Remove(StreamConsumer consumer)
    {
        ImmutableInterlocked.Update(ref _consumers, static (all, one) => all.Remove(one), consumer);
        consumer.End();
        provider.Forget(id);
    }

    public void Publish(object item)
    {
        var token = new EventToken(Interlocked.Increment(ref _published));
        foreach (var consumer in _consumers)
            consumer.Enqueue(item, token);
    }
}
