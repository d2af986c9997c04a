using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sanctum.Caching;

/// <summary>Makes the caches of this process.</summary>
internal sealed class TieredCaches(
    CacheRemovalFollower removals, TimeProvider clock, ILoggerFactory logging,
    [FromKeyedServices(CacheTiers.Shared)] IDistributedCache? shared = null)
{
    /// <summary>A cache over the shared tier of the cluster, where it has one.</summary>
    /// <param name="name">Its name in keys and metrics.</param>
    /// <param name="maxEntries">Entries that this process keeps in memory; those read last.</param>
    /// <param name="age">How long after it was read an entry is good, in any tier; zero keeps nothing.</param>
    public TieredCache Create(string name, int maxEntries, TimeSpan age) =>
        new(name, maxEntries, age, shared, removals, clock, logging);
}
