using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Makes streams. A stream always exists.</summary>
public interface IStreamProvider
{
    /// <summary>The provider's name.</summary>
    string Name { get; }

    /// <summary>Whether subscribers can go back in time; these cannot.</summary>
    bool IsRewindable { get; }

    /// <summary>The stream of this identity.</summary>
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}

/// <summary>Shorter ways to a stream.</summary>
public static class StreamProviderExtensions
{
    /// <summary>The stream of this namespace and key.</summary>
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id) =>
        streamProvider.GetStream<T>(StreamId.Create(ns, id));
}

/// <summary>Receives events.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>An event; the next one comes when this task has completed.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    /// <summary>The stream has ended.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>The stream has failed.</summary>
    Task OnErrorAsync(Exception ex);
}

/// <summary>A place in a stream.</summary>
[GenerateSerializer]
public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken>, IComparable<StreamSequenceToken>
{
    /// <summary>Number of the event in its stream.</summary>
    public abstract long SequenceNumber { get; protected set; }

    /// <inheritdoc/>
    public abstract bool Equals(StreamSequenceToken? other);

    /// <inheritdoc/>
    public abstract int CompareTo(StreamSequenceToken? other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    /// <inheritdoc/>
    public override int GetHashCode() => SequenceNumber.GetHashCode();
}

/// <summary>A stream: publish by <see cref="IAsyncObserver{T}.OnNextAsync"/>, or subscribe.</summary>
public interface IAsyncStream<T> : IAsyncObserver<T>, IEquatable<IAsyncStream<T>>
{
    /// <summary>The stream's identity.</summary>
    StreamId StreamId { get; }

    /// <summary>The provider's name.</summary>
    string ProviderName { get; }

    /// <summary>Whether subscribers can go back in time.</summary>
    bool IsRewindable { get; }

    /// <summary>Receives the events published from now on, in order.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);

    /// <summary>The subscriptions of the calling grain, or of the client.</summary>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}

/// <summary>A subscription.</summary>
public abstract class StreamSubscriptionHandle<T>
{
    /// <summary>The stream.</summary>
    public abstract StreamId StreamId { get; }

    /// <summary>The provider's name.</summary>
    public abstract string ProviderName { get; }

    /// <summary>The subscription's own id.</summary>
    public abstract Guid HandleId { get; }

    /// <summary>Ends it.</summary>
    public abstract Task UnsubscribeAsync();

    /// <summary>Gives it an observer, such as after the grain was activated anew.</summary>
    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);
}

/// <summary>Subscribing with delegates.</summary>
public static class AsyncObservableExtensions
{
    /// <summary>Receives the events published from now on.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncStream<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync));

    /// <summary>Gives a subscription an observer.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync));

    private sealed class DelegateObserver<T>(Func<T, StreamSequenceToken?, Task> onNext) : IAsyncObserver<T>
    {
        public Task OnNextAsync(T item, StreamSequenceToken? token = null) => onNext(item, token);

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
