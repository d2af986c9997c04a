using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// The leases that workers of this process hold now. Where the process is to end, workers take no more work, and what they
/// hold is known, so that it can be waited for and then given back.
/// </summary>
internal sealed class HeldLeases(SiloDeaths silos, IOptionsMonitor<QueueOptions> options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    // A turn may run several tools at once, each of which holds the turn's lease.
    private readonly Dictionary<LeaseToken, int> _holders = [];
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _isEnding;
    private bool _isClosed;

    /// <summary>How many leases are held.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether workers may still take work.</summary>
    public bool TakesWork => !Volatile.Read(ref _isEnding);

    /// <summary>
    /// Keeps <paramref name="lease"/> alive until what is returned is disposed; null where the process has ended its work.
    /// </summary>
    public LeaseKeeper? Hold(IQueueGrain queue, LeaseToken lease)
    {
        lock (_gate)
        {
            if (_isClosed)
                return null;
            _holders[lease] = _holders.GetValueOrDefault(lease) + 1;
            _count = _holders.Count;
        }
        return LeaseKeeper.Hold(
            queue, lease, new LeaseHolder(silos.Here, options.CurrentValue.LeaseDuration / 2, clock), () => Remove(lease));
    }

    /// <summary>Has workers take no more work.</summary>
    /// <returns>Ends when none of them holds a lease.</returns>
    public Task StopTaking()
    {
        lock (_gate)
        {
            Volatile.Write(ref _isEnding, true);
            if (_holders.Count == 0)
                _empty.TrySetResult();
        }
        return _empty.Task;
    }

    /// <summary>Lets nobody begin anything any more.</summary>
    /// <returns>The leases that are held all the same.</returns>
    public IReadOnlyList<LeaseToken> Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            return [.. _holders.Keys];
        }
    }

    private void Remove(LeaseToken lease)
    {
        lock (_gate)
        {
            if (--_holders[lease] == 0)
                _holders.Remove(lease);
            _count = _holders.Count;
            if (_isEnding && _holders.Count == 0)
                _empty.TrySetResult();
        }
    }
}
