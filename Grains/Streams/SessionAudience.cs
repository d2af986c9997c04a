using Sanctum.Conversations;

namespace Sanctum.Streams;

/// <summary>Those who watch one session. A watcher that does not renew its watch is forgotten.</summary>
internal sealed class SessionAudience(TimeProvider clock)
{
    /// <summary>How long a watch holds without being renewed.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private SessionWatcher[] _watchers = [];

    /// <summary>Whether nobody watches.</summary>
    public bool IsEmpty => Volatile.Read(ref _watchers).Length == 0;

    /// <summary>Adds a watcher, or renews its watch.</summary>
    public void Add(ISessionObserver observer)
    {
        lock (_gate)
        {
            var known = _watchers.FirstOrDefault(watcher => watcher.Observer.Equals(observer)) ?? new(observer, clock);
            known.RenewedAt = clock.GetTimestamp();
            Volatile.Write(ref _watchers, [.. _watchers.Where(other => other != known && !HasExpired(other)), known]);
        }
    }

    /// <summary>Removes a watcher.</summary>
    public void Remove(ISessionObserver observer)
    {
        lock (_gate)
            Volatile.Write(ref _watchers, [.. _watchers.Where(known => !known.Observer.Equals(observer))]);
    }

    /// <summary>
    /// Sends an event to all; none is waited for, and each hears events in the order in which they were published.
    /// </summary>
    public void Publish(EventEnvelope happened)
    {
        foreach (var watcher in Volatile.Read(ref _watchers))
        {
            if (HasExpired(watcher))
                Remove(watcher.Observer);
            else
                watcher.Send(happened);
        }
    }

    /// <summary>Asks all to watch the session again.</summary>
    public void Dismiss()
    {
        foreach (var watcher in Volatile.Read(ref _watchers))
            watcher.Observer.Moved().Ignore();
    }

    private bool HasExpired(SessionWatcher watcher) => clock.GetElapsedTime(watcher.RenewedAt) > Expiry;
}
