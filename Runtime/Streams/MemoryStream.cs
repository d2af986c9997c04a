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

    public async Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer)
    {
        var subscription = Guid.NewGuid();
        if (ActivationContext.Current is not { } activation)
        {
            var client = new ClientConsumer<T>(provider, id, subscription, observer);
            provider.StateOf(id).Add(client);
            return new SubscriptionHandle<T>(client);
        }
        var consumer = new GrainConsumer(provider, id, subscription, activation.Class, activation.GrainId);
        provider.StateOf(id).Add(consumer);
        return await new SubscriptionHandle<T>(consumer).ResumeAsync(observer);
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var mine = ActivationContext.Current is { } activation
            ? provider.StateOf(id).Consumers.Where(consumer => consumer is GrainConsumer own && own.Grain == activation.GrainId)
            : provider.StateOf(id).Consumers.OfType<ClientConsumer<T>>();
        return Task.FromResult<IList<StreamSubscriptionHandle<T>>>([.. mine.Select(consumer => new SubscriptionHandle<T>(consumer))]);
    }

    public bool Equals(IAsyncStream<T>? other) => other is not null && other.StreamId == id && other.ProviderName == ProviderName;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => id.GetHashCode();
}
