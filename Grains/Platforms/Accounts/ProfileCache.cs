using Microsoft.Extensions.Options;
using Sanctum.Telemetry;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// The profiles that this process read of platforms, as each account saw them: those read last, for a while. A person who was not
/// there is asked for again.
/// </summary>
internal sealed class ProfileCache(IOptions<PlatformOptions> options, TimeProvider clock)
{
    private const string Name = "profiles";

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, LinkedListNode<Known>> _known = [];
    private readonly LinkedList<Known> _latestFirst = new();

    /// <summary>The profile as it is known, or as <paramref name="ask"/> finds it.</summary>
    public async Task<PersonProfile?> Read(AccountKey account, string handleOrId, Func<Task<PersonProfile?>> ask)
    {
        var key = new Key(account, handleOrId.TrimStart('@'));
        if (Find(key) is { } known)
        {
            SanctumTelemetry.CacheRead(Name, tier: "memory");
            return known;
        }
        SanctumTelemetry.CacheRead(Name, tier: "platform");
        var found = await ask();
        if (found is not null && options.Value.ProfileCacheAge > TimeSpan.Zero)
            Keep(new Known(key, found, clock.GetTimestamp()));
        return found;
    }

    private PersonProfile? Find(Key key)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(key, out var node))
                return null;
            if (clock.GetElapsedTime(node.Value.ReadAt) >= options.Value.ProfileCacheAge)
            {
                Forget(node);
                return null;
            }
            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            return node.Value.Profile;
        }
    }

    private void Keep(Known known)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(known.Key, out var before))
                Forget(before);
            _known[known.Key] = _latestFirst.AddFirst(known);
            while (_known.Count > options.Value.ProfileCacheSize)
                Forget(_latestFirst.Last!);
        }
    }

    private void Forget(LinkedListNode<Known> node)
    {
        _known.Remove(node.Value.Key);
        _latestFirst.Remove(node);
    }

    private readonly record struct Key(AccountKey Account, string Person);

    private sealed record Known(Key Key, PersonProfile Profile, long ReadAt);
}
