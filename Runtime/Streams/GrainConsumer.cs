using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using Sanctum.Runtime.Activation;
using Sanctum.Runtime.Messaging;

namespace Sanctum.Runtime.Streams;

/// <summary>
/// A grain's subscription: events are turns of the grain, which is activated for them if need be. As on a cluster, a turn that does
/// not end within the response timeout is a failed delivery.
/// </summary>
internal sealed class GrainConsumer(
    MemoryStreamProvider provider, StreamId stream, Guid subscription, GrainClass grainClass, GrainId grain, bool isImplicit = false)
    : StreamConsumer(provider, stream, subscription)
{
    public GrainId Grain { get; } = grain;

    public override bool IsImplicit => isImplicit;

    protected override Task Deliver(Event next)
    {
        var request = new CallbackRequest($"event of {Stream}", activation => Handle(activation, next))
        {
            Context = next.Context,
            Cause = next.Cause,
            ExpiresAt = Environment.TickCount64 + (long)Provider.Catalog.ResponseTimeout.TotalMilliseconds,
        };
        Provider.Catalog.Dispatch(grainClass, Grain, request);
        return request.Task;
    }

    private async Task Handle(GrainActivation activation, Event next)
    {
        var observers = activation.Component<GrainObservers>();
        if (!observers.TryGet(Subscription, out var observer) && activation.Grain is IStreamSubscriptionObserver subscriber)
        {
            await subscriber.OnSubscribed(new HandleFactory(this));
            observers.TryGet(Subscription, out observer);
        }
        // A grain without an observer for it does not want the event.
        if (observer is not null)
            await observer(next.Item, next.Token);
    }

    private sealed class HandleFactory(GrainConsumer consumer) : IStreamSubscriptionHandleFactory
    {
        public StreamId StreamId => consumer.Stream;

        public string ProviderName => consumer.Provider.Name;

        public StreamSubscriptionHandle<T> Create<T>() => new SubscriptionHandle<T>(consumer);
    }
}
