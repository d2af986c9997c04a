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

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>What is known, or what <paramref name="find"/> says.</summary>
    public async Task<Principal?> Get(string name, Func<Task<Principal?>> find)
    {
        var now = clock.GetTimestamp();
        if (_entries.TryGetValue(name, out var known) && IsFresh(known, now)
            && await known.Found is var found && found?.MustChangePassword is not true)
            return found;
        if (_entries.Count >= MaxEntries)
            RemoveStale(now);
        // Its age counts from before it was asked for.
        var entry = new Entry(find(), now);
        if (_entries.Count < MaxEntries)
            _entries[name] = entry;
        return await entry.Found;
    }

    private bool IsFresh(Entry entry, long now) =>
        clock.GetElapsedTime(entry.Since, now) < Kept && !entry.Found.IsFaulted && !entry.Found.IsCanceled;

    private void RemoveStale(long now)
    {
        foreach (var entry in _entries)
        {
            if (!IsFresh(entry.Value, now))
                _entries.TryRemove(entry);
        }
    }

    private sealed record Entry(Task<Principal?> Found, long Since);
}
