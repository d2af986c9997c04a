using System.Diagnostics;
using Orleans.Runtime;
using Orleans.Streams;

namespace Sanctum.Runtime.Streams;

/// <summary>A subscription from outside of grains; its observer runs on the thread pool.</summary>
internal sealed class ClientConsumer<T>(MemoryStreamProvider provider, StreamId stream, Guid subscription, IAsyncObserver<T> observer)
    : StreamConsumer(provider, stream, subscription)
{
    public IAsyncObserver<T> Observer { get; set; } = observer;

    protected override async Task Deliver(Event next)
    {
        RequestContext.Values = next.Context;
        Activity.Current = next.Cause;
        await Observer.OnNextAsync((T)next.Item, next.Token);
    }
}
