using System.Collections.Concurrent;

namespace Sanctum.Streams;

/// <summary>The sessions of this silo and who watches each.</summary>
internal sealed class SessionWatchers(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, SessionAudience> _sessions = new(StringComparer.Ordinal);

    /// <summary>The session is active on this silo from now on.</summary>
    public SessionAudience Enter(string session) =>
        _sessions.GetOrAdd(session, static (_, clock) => new SessionAudience(clock), clock);

    /// <summary>The session leaves this silo: its watchers are asked to watch it where it will be.</summary>
    public void Leave(string session)
    {
        if (_sessions.TryRemove(session, out var audience))
            audience.Dismiss();
    }

    /// <summary>Those who watch the session, or null where another silo hosts it.</summary>
    public SessionAudience? Find(string session) => _sessions.GetValueOrDefault(session);
}
