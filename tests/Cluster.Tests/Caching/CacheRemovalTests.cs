using Microsoft.Extensions.DependencyInjection;
using Sanctum.Caching;
using Sanctum.Testing;

namespace Sanctum.Cluster.Caching;

public sealed class CacheRemovalTests
{
    // The event needs milliseconds; a machine that is busy may need more.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    private int _reads;

    [Fact]
    public async Task A_removed_entry_is_gone_from_the_other_silos_memory_within_a_second()
    {
        await using var cluster = await ProductCluster.Start(silos: 2);
        var (one, other) = (CacheOf(cluster, 0), CacheOf(cluster, 1));
        await Warm(one, other, "ann", "bob");

        await one.Remove(["ann"]);

        await Eventually.True(async () => await Read(other, "ann") == "ann 2", MaxDelay);
        Assert.Equal("bob 1", await Read(other, "bob"));
    }

    [Fact]
    public async Task A_silo_empties_its_memory_where_it_may_have_missed_removals()
    {
        await using var cluster = await ProductCluster.Start(silos: 2);
        var (one, other) = (CacheOf(cluster, 0), CacheOf(cluster, 1));
        await Warm(one, other, "ann", "bob");
        var log = cluster.Grain<ICacheRemovalGrain>("default/cache-removals");

        await log.Publish([.. Enumerable.Range(0, CacheRemovalGrain.MaxKept + 1).Select(number => $"other:{number}")]);

        await Eventually.True(async () => await Read(other, "bob") != "bob 1");
    }

    // Following begins with the first read and empties the memory once.
    private async Task Warm(TieredCache one, TieredCache other, params string[] keys)
    {
        foreach (var cache in new[] { one, other })
        {
            await Read(cache, "first");
            await one.Remove(["first"]);
            await Eventually.True(async () => await cache.Get("first", Absent) is null);
        }
        foreach (var key in keys)
        {
            _reads = 0;
            Assert.Equal($"{key} 1", await Read(one, key));
            _reads = 0;
            Assert.Equal($"{key} 1", await Read(other, key));
        }
    }

    private static Task<CacheEntry<string>?> Absent() => Task.FromResult<CacheEntry<string>?>(null);

    private static TieredCache CacheOf(ProductCluster cluster, int silo) =>
        cluster.Host.Silos[silo].ServiceProvider.GetRequiredService<TieredCaches>().Create("test", 100, TimeSpan.FromHours(1));

    private async Task<string> Read(TieredCache cache, string key) => (await cache.Get(key, () =>
    {
        var value = $"{key} {Interlocked.Increment(ref _reads)}";
        return Task.FromResult<CacheEntry<string>?>(
            new CacheEntry<string>(value, DateTimeOffset.UtcNow) { Tier = CacheTiers.Database });
    }))!.Value;
}
