using System.Collections.Immutable;
using Orleans.Runtime;

namespace Sanctum.Runtime.Streams;

/// <summary>
/// Who is subscribed to one stream. Publishing is one at a time, so that all subscribers see the same order. Once closed it takes
/// nothing more: whoever finds it closed asks the provider for its successor.
/// </summary>
internal sealed class StreamState(StreamId id, ImmutableArray<StreamConsumer> implicitConsumers)
{
    private readonly Lock _gate = new();
    private ImmutableArray<StreamConsumer> _consumers = implicitConsumers;
    // Successors of a collected state go on with higher numbers, and a process started later does too.
    private long _lastToken = DateTime.UtcNow.Ticks;
    private long _lastUsed = Environment.TickCount64;
    private bool _isClosed;

    public ImmutableArray<StreamConsumer> Consumers
    {
        get
        {
            lock (_gate)
                return _consumers;
        }
    }

    public bool TryAdd(StreamConsumer consumer)
    {
        lock (_gate)
        {
            if (!_isClosed)
                _consumers = _consumers.Add(consumer);
            return !_isClosed;
        }
    }

    public void Remove(StreamConsumer consumer)
    {
        lock (_gate)
        {
            _consumers = _consumers.Remove(consumer);
            consumer.End();
        }
    }

    /// <summary>Hands the event to every subscriber, or to none.</summary>
    /// <returns>False if this state is closed.</returns>
    /// <exception cref="OrleansException">A subscriber is too far behind.</exception>
    public bool TryPublish(object item)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            foreach (var consumer in _consumers)
            {
                if (!consumer.HasRoom)
                    throw new OrleansException($"A subscriber of stream {id} is too far behind ({consumer.Capacity} events wait for it); the event was not published.");
            }
            _lastUsed = Environment.TickCount64;
            var token = new EventToken(++_lastToken);
            foreach (var consumer in _consumers)
                consumer.Enqueue(item, token);
            return true;
        }
    }

    /// <summary>Closes it if nothing would be lost: nobody subscribed by themselves, nothing waits, and no event came for a while.</summary>
    public bool TryClose(TimeSpan idleFor)
    {
        lock (_gate)
        {
            var isIdle = Environment.TickCount64 - _lastUsed >= (long)idleFor.TotalMilliseconds;
            foreach (var consumer in _consumers)
                isIdle &= consumer is { IsImplicit: true, IsIdle: true };
            return _isClosed |= isIdle;
        }
    }
}
