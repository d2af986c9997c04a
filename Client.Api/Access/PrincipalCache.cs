using System.Collections.Concurrent;

namespace Sanctum.Access;

/// <summary>
/// What the cluster said of sessions and keys, for less than a second: so long may one that was ended still be accepted. What is
/// not accepted is remembered too. Somebody who must change the password is asked for each time, to be let in right after.
/// </summary>
internal sealed class PrincipalCache(TimeProvider clock)
{
    private const int MaxEntries = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _sweptAt = clock.GetTimestamp();

    /// <summary>What is known, or what <paramref name="find"/> says, with the address that it calls from.</summary>
    public async Task<Principal?> Get(string name, string address, Func<Task<Principal?>> find)
    {
        var now = clock.GetTimestamp();
        if (_entries.TryGetValue(name, out var known) && IsFresh(known, now)
            && await known.From(address) is var found && found?.MustChangePassword is not true)
            return found;
        Sweep(now);
        // Its age counts from before it was asked for.
        var entry = new Entry(find(), now);
        if (_entries.Count < MaxEntries)
            _entries[name] = entry;
        return await entry.From(address);
    }

    private bool IsFresh(Entry entry, long now) =>
        clock.GetElapsedTime(entry.Since, now) < Kept && !entry.Found.IsFaulted && !entry.Found.IsCanceled;

    // Names may be keys: those that are not used any more go with the next look-up after a few seconds.
    private void Sweep(long now)
    {
        var before = Interlocked.Read(ref _sweptAt);
        if (clock.GetElapsedTime(before, now) < SweepPeriod && _entries.Count < MaxEntries)
            return;
        if (Interlocked.CompareExchange(ref _sweptAt, now, before) != before)
            return;
        foreach (var entry in _entries)
        {
            if (!IsFresh(entry.Value, now))
                _entries.TryRemove(entry);
        }
    }

    private sealed record Entry(Task<Principal?> Found, long Since)
    {
        private volatile Principal? _last;

        // A caller mostly has one address, and then needs no new object for each request.
        public async ValueTask<Principal?> From(string address)
        {
            var last = _last;
            if (last?.Address == address)
                return last;
            return await Found is { } found ? _last = found with { Address = address } : null;
        }
    }
}
