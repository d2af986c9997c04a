using Orleans.Streams;

namespace Sanctum.Runtime.Streams;

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
