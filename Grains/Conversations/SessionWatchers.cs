using System.Collections.Concurrent;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>The sessions of this silo and who watches each.</summary>
internal sealed class SessionWatchers(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, SessionAudience> _sessions = new(StringComparer.Ordinal);

    /// <summary>The session is active on this silo from now on.</summary>
    public SessionAudience Enter(string session) => _sessions.GetOrAdd(session, static (_, clock) => new SessionAudience(clock), clock);

    /// <summary>The session leaves this silo: its watchers are asked to watch it where it will be.</summary>
    public void Leave(string session)
    {
        if (_sessions.TryRemove(session, out var audience))
            audience.Dismiss();
    }

    /// <summary>Those who watch the session, or null where another silo hosts it.</summary>
    public SessionAudience? Find(string session) => _sessions.GetValueOrDefault(session);
}

/// <summary>Those who watch one session. A watcher that does not renew its watch is forgotten.</summary>
internal sealed class SessionAudience(TimeProvider clock)
{
    /// <summary>How long a watch holds without being renewed.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Watcher[] _watchers = [];

    /// <summary>Whether nobody watches.</summary>
    public bool IsEmpty => Volatile.Read(ref _watchers).Length == 0;

    /// <summary>Adds a watcher, or renews its watch.</summary>
    public void Add(ISessionObserver observer)
    {
        lock (_gate)
            Volatile.Write(ref _watchers, [.. _watchers.Where(known => !known.Observer.Equals(observer) && !HasExpired(known)), new(observer, clock.GetTimestamp())]);
    }

    /// <summary>Removes a watcher.</summary>
    public void Remove(ISessionObserver observer)
    {
        lock (_gate)
            Volatile.Write(ref _watchers, [.. _watchers.Where(known => !known.Observer.Equals(observer))]);
    }

    /// <summary>Sends an event to all; none is waited for.</summary>
    public void Publish(EventEnvelope happened)
    {
        foreach (var watcher in Volatile.Read(ref _watchers))
        {
            if (HasExpired(watcher))
                Remove(watcher.Observer);
            else
                watcher.Observer.Receive(happened).Ignore();
        }
    }

    /// <summary>Asks all to watch the session again.</summary>
    public void Dismiss()
    {
        foreach (var watcher in Volatile.Read(ref _watchers))
            watcher.Observer.Moved().Ignore();
    }

    private bool HasExpired(Watcher watcher) => clock.GetElapsedTime(watcher.RenewedAt) > Expiry;

    private sealed record Watcher(ISessionObserver Observer, long RenewedAt);
}
