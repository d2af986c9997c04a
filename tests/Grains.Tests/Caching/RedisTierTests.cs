using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sanctum.Clustering;
using Sanctum.Hosting;
using Sanctum.Testing;
using Sanctum.Testing.Clusters;

namespace Sanctum.Caching;

/// <summary>The shared tier on a Redis of its own, which dies and comes back.</summary>
[Collection(HostSuite.Name)]
public sealed class RedisTierTests(SanctumHost host) : IAsyncLifetime
{
    // A machine that runs all tests is slow.
    private readonly CacheOptions _patient = new()
    {
        SharedTimeout = TimeSpan.FromSeconds(2),
        SharedPause = TimeSpan.FromSeconds(1),
    };

    private readonly string _name = $"test-{Guid.NewGuid():N}";
    private readonly List<IAsyncDisposable> _silos = [];
    private RedisServer _redis = null!;
    private int _reads;

    public async Task InitializeAsync() => _redis = await RedisServer.StartOwn();

    public async Task DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Silos_share_what_one_of_them_read_and_what_one_of_them_removed()
    {
        using var tiers = new ReadTiers(_name);
        var (one, other) = (await NewSilo(), await NewSilo());
        await Read(one, "ann");
        await Eventually.True(async () => (await _redis.Ask("dbsize")).Trim() == "1");

        Assert.Equal("ann 1", await Read(other, "ann"));
        Assert.Equal([CacheTiers.Platform, CacheTiers.Shared], tiers.Take());

        await one.Remove(["ann"]);
        Assert.Equal("0", (await _redis.Ask("dbsize")).Trim());
    }

    [Fact]
    public async Task An_entry_leaves_Redis_when_it_is_too_old()
    {
        await Read(await NewSilo(), "ann");
        await Eventually.True(async () => (await _redis.Ask("dbsize")).Trim() == "1");

        var key = (await _redis.Ask("keys", "*")).Trim();

        Assert.Equal($"sanctum/default/cache/{_name}:ann", key);
        Assert.InRange(int.Parse(await _redis.Ask("ttl", key), CultureInfo.InvariantCulture), 1, 3_600);
    }

    [Fact]
    public async Task While_Redis_is_away_the_next_tier_answers_at_once_and_afterwards_Redis_does_again()
    {
        using var tiers = new ReadTiers(_name);
        var (one, other) = (await NewSilo(), await NewSilo());
        await Read(one, "ann");
        await Eventually.True(async () => (await _redis.Ask("dbsize")).Trim() == "1");
        await _redis.Kill();

        var started = Stopwatch.GetTimestamp();
        for (var person = 0; person < 50; person++)
            await Read(other, $"person-{person}");
        await other.Remove(["person-0"]);
        var elapsed = Stopwatch.GetElapsedTime(started);

        // Not each of them may wait for a server that is not there.
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(51, tiers.Take().Count(tier => tier == CacheTiers.Platform));
        await _redis.Start();
        await Eventually.True(async () =>
        {
            await Read(await NewSilo(), "ann");
            return tiers.Take() is [CacheTiers.Shared];
        });
    }

    [Fact]
    public async Task Redis_that_hangs_is_waited_for_once()
    {
        using var tiers = new ReadTiers(_name);
        _patient.SharedPause = TimeSpan.FromMinutes(10);
        var silo = await NewSilo();
        await Read(silo, "ann");
        tiers.Take();
        await _redis.Ask("client", "pause", "60000", "all");

        var started = Stopwatch.GetTimestamp();
        for (var person = 0; person < 20; person++)
            await Read(silo, $"person-{person}");

        Assert.InRange(Stopwatch.GetElapsedTime(started), _patient.SharedTimeout / 2, _patient.SharedTimeout * 5);
        Assert.Equal(20, tiers.Take().Count(tier => tier == CacheTiers.Platform));
    }

    [Theory]
    [InlineData("Redis", true)]
    [InlineData("AdoNet", false)]
    public async Task A_silo_has_the_shared_tier_where_Redis_keeps_the_list_of_silos(string provider, bool isShared)
    {
        await using var silo = SiloHost.Build(
            [$"--Sanctum:Cluster:Provider={provider}", $"--Sanctum:Cluster:Redis={_redis.Address}"]);

        var tier = silo.Services.GetKeyedService<IDistributedCache>(CacheTiers.Shared);

        Assert.Equal(isShared, tier is RedisTier);
        Assert.Equal(isShared, tier is not null);
        Assert.NotNull(silo.Services.GetRequiredService<TieredCaches>());
    }

    private async Task<TieredCache> NewSilo()
    {
        var cluster = new ClusterSettings { Redis = _redis.Address };
        var membership = new RedisMembership(cluster, NullLogger<RedisMembership>.Instance);
        // A silo has connected before it has members.
        await membership.Connect();
        var tier = new RedisTier(
            membership, cluster, Options.Create(_patient), TimeProvider.System, NullLogger<RedisTier>.Instance);
        var cache = new TieredCache(
            _name, maxEntries: 128, TimeSpan.FromHours(1), tier, host.Part<CacheRemovalFollower>(), TimeProvider.System,
            NullLoggerFactory.Instance);
        _silos.Add(new Silo(cache, tier, membership));
        return cache;
    }

    private async Task<string> Read(TieredCache cache, string key) => (await cache.Get(key, () =>
    {
        var value = $"{key} {Interlocked.Increment(ref _reads)}";
        return Task.FromResult<CacheEntry<string>?>(
            new CacheEntry<string>(value, DateTimeOffset.UtcNow) { Tier = CacheTiers.Platform });
    }))!.Value;

    private sealed class Silo(TieredCache cache, RedisTier tier, RedisMembership membership) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            cache.Dispose();
            tier.Dispose();
            await membership.DisposeAsync();
        }
    }
}
