using Orleans.Runtime;
using Orleans.Streams;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Streams;

/// <summary>A subscription from outside of grains; its observer runs on the thread pool.</summary>
internal sealed class ClientConsumer<T>(MemoryStreamProvider provider, StreamId stream, Guid subscription, IAsyncObserver<T> observer)
    : StreamConsumer(provider, stream, subscription)
{
    public IAsyncObserver<T> Observer { get; set; } = observer;

    protected override Task Deliver(object item, StreamSequenceToken token, ContextValues? context)
    {
        RequestContext.Values = context;
        return Observer.OnNextAsync((T)item, token);
    }
}
