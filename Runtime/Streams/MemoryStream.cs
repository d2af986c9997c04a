using Orleans.Runtime;
using Orleans.Streams;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Streams;

/// <summary>A stream as publishers and subscribers hold it.</summary>
internal sealed class MemoryStream<T>(MemoryStreamProvider provider, StreamId id) : IAsyncStream<T>
{
    public StreamId StreamId => id;

    public string ProviderName => provider.Name;

    public bool IsRewindable => false;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        provider.Publish(id, item);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A stream of this provider carries events, not failures.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (ActivationContext.Current is not { } activation)
        {
            var client = new ClientConsumer<T>(provider, id, Guid.NewGuid(), observer);
            provider.Subscribe(client);
            return Task.FromResult<StreamSubscriptionHandle<T>>(new SubscriptionHandle<T>(client));
        }
        if (activation.Class.Pool is not null)
            throw new InvalidOperationException($"{activation.Class.Type} is a stateless worker, which cannot be subscribed to a stream: let a grain with a key subscribe and call it.");
        // For a grain that the namespace subscribes already, subscribing means giving that subscription its observer.
        var consumer = Own(activation).FirstOrDefault(own => own.IsImplicit);
        if (consumer is null)
            provider.Subscribe(consumer = new GrainConsumer(provider, id, Guid.NewGuid(), activation.Class, activation.GrainId));
        return new SubscriptionHandle<T>(consumer).ResumeAsync(observer);
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var mine = ActivationContext.Current is { } activation
            ? Own(activation)
            : provider.ConsumersOf(id).OfType<ClientConsumer<T>>().Cast<StreamConsumer>();
        return Task.FromResult<IList<StreamSubscriptionHandle<T>>>([.. mine.Select(consumer => new SubscriptionHandle<T>(consumer))]);
    }

    private IEnumerable<StreamConsumer> Own(GrainActivation activation) =>
        provider.ConsumersOf(id).Where(consumer => consumer is GrainConsumer own && own.Grain == activation.GrainId);

    public bool Equals(IAsyncStream<T>? other) => other is not null && other.StreamId == id && other.ProviderName == ProviderName;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => id.GetHashCode();
}
