using System.Collections.Concurrent;
using Sanctum.Conversations;
using Sanctum.Streams;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// Wakes the workers of this silo directly. The streams carry the same events for grain classes that subscribe to them. A wake-up
/// that is lost costs time, not work: the rows say what waits.
/// </summary>
internal sealed class TurnDispatcher(IGrainFactory grains, EventStreams streams, HeldLeases leases, TimeProvider clock)
{
    /// <summary>Turns that a silo runs at once. A worker waits for its model most of the time.</summary>
    public const int MaxTurnsPerSilo = 256;

    private const string Pool = "default/workers";
    private static readonly TimeSpan MaxStart = TimeSpan.FromMinutes(1);

    private readonly ITurnWorker _turns = grains.GetGrain<ITurnWorker>(Pool);
    private readonly IToolWorker _tools = grains.GetGrain<IToolWorker>(Pool);
    private readonly ConcurrentDictionary<LeaseToken, long> _starting = new();
    private int _startingCount;

    /// <summary>
    /// Whether a turn that is dispatched now starts at once. Where workers are few, waiting is done without a lease.
    /// </summary>
    public bool HasRoom
    {
        get
        {
            if (leases.Count + Volatile.Read(ref _startingCount) < MaxTurnsPerSilo)
                return true;
            foreach (var (lease, since) in _starting)
            {
                if (clock.GetElapsedTime(since) > MaxStart)
                    Started(lease);
            }
            return false;
        }
    }

    /// <summary>Has a worker ask the queue for work.</summary>
    public void Wake(string queueKey)
    {
        _turns.Run(queueKey, null).Ignore();
        streams.Publish(StreamNames.ConversationInbound, queueKey, new WorkOffered(queueKey));
    }

    /// <summary>Hands a leased item to a worker, which then asks the queue for more.</summary>
    public void Dispatch(TurnOffer offer)
    {
        if (_starting.TryAdd(offer.Lease, clock.GetTimestamp()))
            Interlocked.Increment(ref _startingCount);
        _turns.Run(offer.Lease.QueueKey, offer).Ignore();
        streams.Publish(StreamNames.ConversationInbound, offer.Lease.QueueKey, new WorkOffered(offer.Lease.QueueKey));
    }

    /// <summary>A worker has taken the item that it was handed.</summary>
    public void Started(LeaseToken lease)
    {
        if (_starting.TryRemove(lease, out _))
            Interlocked.Decrement(ref _startingCount);
    }

    /// <summary>Has tool workers run a turn's open calls.</summary>
    public void Request(ToolRequested requested)
    {
        _tools.Run(requested).Ignore();
        streams.Publish(StreamNames.ToolRequests, requested.Lease.QueueKey, requested);
    }

    /// <summary>Has a worker take the turn up whose tools have all answered.</summary>
    public void Completed(ToolCompleted completed)
    {
        if (completed.OpenCalls == 0)
            _turns.Resume(completed.Lease).Ignore();
        streams.Publish(StreamNames.ToolResults, completed.Lease.QueueKey, completed);
    }
}
