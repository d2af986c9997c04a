using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using Sanctum.Runtime.Activation;
using Sanctum.Runtime.Messaging;

namespace Sanctum.Runtime.Streams;

/// <summary>A grain's subscription: events are turns of the grain, which is activated for them if need be.</summary>
internal sealed class GrainConsumer(MemoryStreamProvider provider, StreamId stream, Guid subscription, GrainClass grainClass, GrainId grain)
    : StreamConsumer(provider, stream, subscription)
{
    public GrainId Grain { get; } = grain;

    protected override Task Deliver(object item, StreamSequenceToken token, ContextValues? context)
    {
        var request = new CallbackRequest($"event of {Stream}", activation => Handle(activation, item, token)) { Context = context };
        Provider.Catalog.Dispatch(grainClass, Grain, request);
        return request.Task;
    }

    private async Task Handle(GrainActivation activation, object item, StreamSequenceToken token)
    {
        var observers = activation.Component<GrainObservers>();
        if (!observers.TryGet(Subscription, out var observer) && activation.Grain is IStreamSubscriptionObserver subscriber)
        {
            await subscriber.OnSubscribed(new HandleFactory(this));
            observers.TryGet(Subscription, out observer);
        }
        // A grain without an observer for it does not want the event.
        if (observer is not null)
            await observer(item, token);
    }

    private sealed class HandleFactory(GrainConsumer consumer) : IStreamSubscriptionHandleFactory
    {
        public StreamId StreamId => consumer.Stream;

        public string ProviderName => consumer.Provider.Name;

        public StreamSubscriptionHandle<T> Create<T>() => new SubscriptionHandle<T>(consumer);
    }
}

/// <summary>The observers that one activation has given to its grain's subscriptions.</summary>
internal sealed class GrainObservers
{
    private readonly Dictionary<Guid, Func<object, StreamSequenceToken, Task>> _bySubscription = [];

    public bool TryGet(Guid subscription, out Func<object, StreamSequenceToken, Task>? observer) =>
        _bySubscription.TryGetValue(subscription, out observer);

    public void Set<T>(Guid subscription, IAsyncObserver<T> observer) =>
        _bySubscription[subscription] = (item, token) => observer.OnNextAsync((T)item, token);

    public void Remove(Guid subscription) => _bySubscription.Remove(subscription);
}
