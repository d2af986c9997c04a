using Orleans.Runtime;
using Orleans.Streams;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Streams;

/// <summary>A subscription as its owner holds it.</summary>
internal sealed class SubscriptionHandle<T>(StreamConsumer consumer) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => consumer.Stream;

    public override string ProviderName => consumer.Provider.Name;

    public override Guid HandleId => consumer.Subscription;

    public override Task UnsubscribeAsync()
    {
        consumer.Provider.Unsubscribe(consumer);
        ActivationContext.Current?.Component<GrainObservers>().Remove(HandleId);
        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        if (consumer is ClientConsumer<T> client)
            client.Observer = observer;
        else
            (ActivationContext.Current ?? throw new InvalidOperationException("A grain's subscription is resumed by the grain."))
                .Component<GrainObservers>().Set(HandleId, observer);
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }
}
