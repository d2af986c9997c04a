using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sanctum.Telemetry;

namespace Sanctum.Caching;

/// <summary>
/// Values that are read often and change elsewhere, in the memory of this process, in the shared tier where the cluster has one,
/// and behind both in what the caller reads. Callers that miss the same key at the same time share one read. A removal reaches
/// the memory of other silos as an event; one that is lost is made good for after <c>age</c> at the latest. So nothing that
/// grants a right is kept here for longer than a second.
/// </summary>
internal sealed class TieredCache : IDisposable
{
    // What is larger is read anew each time by other processes.
    private const int MaxPayloadBytes = 64 * 1024;

    private static readonly HybridCacheEntryOptions MemoryOnly = new()
    {
        Flags = HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableUnderlyingData,
    };

    private readonly string _name;
    private readonly TimeSpan _age;
    private readonly CacheRemovalFollower _removals;
    private readonly TimeProvider _clock;
    private readonly BoundedMemory _memory;
    private readonly ServiceProvider _services;
    private readonly HybridCache _tiers;
    private readonly HybridCacheEntryOptions _keeping;

    /// <param name="name">Its name in keys and metrics.</param>
    /// <param name="maxEntries">Entries that this process keeps in memory; those read last.</param>
    /// <param name="age">How long after it was read an entry is good, in any tier; zero keeps nothing.</param>
    /// <param name="shared">The shared tier, or null.</param>
    /// <param name="removals">What other silos removed.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logging">Where failures of tiers are logged.</param>
    public TieredCache(
        string name, int maxEntries, TimeSpan age, IDistributedCache? shared, CacheRemovalFollower removals, TimeProvider clock,
        ILoggerFactory logging)
    {
        (_name, _age, _removals, _clock) = (name, age, removals, clock);
        _memory = new BoundedMemory(maxEntries);
        _keeping = new HybridCacheEntryOptions { Expiration = age };
        // A provider for each cache, because a hybrid cache takes its memory from the container.
        var services = new ServiceCollection().AddSingleton<IMemoryCache>(_memory).AddSingleton(clock).AddSingleton(logging);
        if (shared is not null)
            services.AddSingleton(shared);
        services.AddHybridCache(options => options.MaximumPayloadBytes = MaxPayloadBytes);
        _services = services.BuildServiceProvider();
        _tiers = _services.GetRequiredService<HybridCache>();
        removals.Register(_memory);
    }

    /// <summary>The entry of a key.</summary>
    /// <param name="key">Names the value; no control characters, at most 1,000 characters.</param>
    /// <param name="read">Reads the value where no tier has it; null where there is none, which is not kept.</param>
    public async Task<CacheEntry<T>?> Get<T>(string key, Func<Task<CacheEntry<T>?>> read)
    {
        if (_age == TimeSpan.Zero)
            return Count(await read());
        _removals.Follow();
        var name = NameOf(key);
        var held = await _tiers.GetOrCreateAsync(name, static _ => default(ValueTask<CacheEntry<T>?>), MemoryOnly);
        if (held is not null && IsFresh(held))
            return Count(held, CacheTiers.Memory);
        while (true)
        {
            var isOwn = false;
            try
            {
                var entry = await _tiers.GetOrCreateAsync(name, Read, _keeping);
                if (isOwn || IsFresh(entry))
                    return Count(entry);
                await _tiers.RemoveAsync(name);
            }
            catch (NothingToKeepException)
            {
                return null;
            }
            catch (OperationCanceledException) when (!isOwn)
            {
                // The read was another caller's, who gave it up.
            }

            async ValueTask<CacheEntry<T>> Read(CancellationToken cancellationToken)
            {
                isOwn = true;
                return await read() ?? throw new NothingToKeepException();
            }
        }
    }

    /// <summary>
    /// Removes entries from all tiers and from the memory of every silo. A read that is under way meanwhile may keep what it
    /// found.
    /// </summary>
    public async Task Remove(IReadOnlyCollection<string> keys)
    {
        if (keys.Count == 0)
            return;
        string[] names = [.. keys.Select(NameOf)];
        // Side by side: a shared tier that hangs holds all of them up no longer than one.
        await Task.WhenAll(names.Select(name => _tiers.RemoveAsync(name).AsTask()));
        await _removals.Publish(names);
    }

    public void Dispose()
    {
        _services.Dispose();
        _memory.Dispose();
    }

    private string NameOf(string key) => $"{_name}:{key}";

    private bool IsFresh<T>(CacheEntry<T> entry) => _clock.GetUtcNow() - entry.ReadAt < _age;

    private CacheEntry<T>? Count<T>(CacheEntry<T>? entry, string? tier = null)
    {
        if (entry is not null)
            SanctumTelemetry.CacheRead(_name, tier ?? entry.Tier);
        return entry;
    }

    private sealed class NothingToKeepException : Exception;
}
