using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Sanctum.Caching;

[Collection(HostSuite.Name)]
public sealed class TieredCacheTests(SanctumHost host) : IDisposable
{
    private readonly string _name = $"test-{Guid.NewGuid():N}";
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly List<TieredCache> _caches = [];
    private int _reads;

    [Fact]
    public async Task An_entry_that_is_read_twice_is_read_once_below_and_then_from_memory()
    {
        using var tiers = new ReadTiers(_name);
        var cache = New();

        var first = await Read(cache, "ann");
        var second = await Read(cache, "ann");

        Assert.Same(first, second);
        Assert.Equal(1, _reads);
        Assert.Equal([CacheTiers.Database, CacheTiers.Memory], tiers.Take());
    }

    [Fact]
    public async Task Another_process_reads_an_entry_from_the_shared_tier()
    {
        using var tiers = new ReadTiers(_name);
        var shared = new SharedDictionary();
        await Read(New(shared), "ann");
        var other = New(shared);

        Assert.Equal("ann 1", (await Read(other, "ann"))!.Value);
        Assert.Equal("ann 1", (await Read(other, "ann"))!.Value);

        Assert.Equal([CacheTiers.Database, CacheTiers.Shared, CacheTiers.Memory], tiers.Take());
    }

    [Fact]
    public async Task Entries_are_removed_side_by_side_so_that_a_tier_that_hangs_holds_them_up_once()
    {
        var (begun, all) = (0, new TaskCompletionSource());
        var shared = new SharedDictionary
        {
            Removing = _ =>
            {
                if (Interlocked.Increment(ref begun) == 3)
                    all.SetResult();
                return all.Task;
            },
        };

        await New(shared).Remove(["ann", "bob", "cid"]).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(3, begun);
    }

    [Fact]
    public async Task An_entry_that_is_too_old_is_read_again_in_whichever_tier_it_is()
    {
        var shared = new SharedDictionary();
        var cache = New(shared);
        await Read(cache, "ann");
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("ann 2", (await Read(cache, "ann"))!.Value);
        Assert.Equal("ann 2", (await Read(New(shared), "ann"))!.Value);
    }

    [Fact]
    public async Task The_entry_that_was_not_read_for_longest_gives_way()
    {
        var cache = New(maxEntries: 2);
        foreach (var key in new[] { "ann", "bob", "ann", "cid" })
            await Read(cache, key);

        Assert.Equal("ann 1", (await Read(cache, "ann"))!.Value);
        Assert.Equal("bob 4", (await Read(cache, "bob"))!.Value);
    }

    [Fact]
    public async Task Nothing_is_not_kept()
    {
        var cache = New();

        Assert.Null(await cache.Get("nobody", () => Task.FromResult<CacheEntry<string>?>(null)));

        Assert.NotNull(await Read(cache, "nobody"));
    }

    [Fact]
    public async Task Without_an_age_everything_is_read_each_time()
    {
        var cache = New(age: TimeSpan.Zero);

        await Read(cache, "ann");
        await Read(cache, "ann");

        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_removed_entry_is_gone_from_the_memory_and_from_the_shared_tier()
    {
        var shared = new SharedDictionary();
        var cache = New(shared);
        await Read(cache, "ann");
        await Read(cache, "bob");

        await cache.Remove(["ann"]);

        Assert.Equal("ann 3", (await Read(cache, "ann"))!.Value);
        Assert.Equal("bob 2", (await Read(New(shared), "bob"))!.Value);
    }

    [Fact]
    public async Task Readers_of_one_key_share_a_read_and_outlive_the_one_who_gave_it_up()
    {
        var cache = New();
        var answer = new TaskCompletionSource<CacheEntry<string>?>();
        var first = cache.Get("ann", () => answer.Task);
        var others = Enumerable.Range(0, 5).Select(_ => Read(cache, "ann")).ToArray();

        answer.SetCanceled();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.All(await Task.WhenAll(others), entry => Assert.Equal("ann 1", entry!.Value));
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task A_failure_below_is_the_readers_and_the_next_one_reads_again()
    {
        var cache = New();

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => cache.Get<string>("ann", () => throw new InvalidOperationException("away")));

        Assert.NotNull(await Read(cache, "ann"));
    }

    public void Dispose() => _caches.ForEach(cache => cache.Dispose());

    private TieredCache New(IDistributedCache? shared = null, int maxEntries = 100, TimeSpan? age = null)
    {
        var cache = new TieredCache(
            _name, maxEntries, age ?? TimeSpan.FromHours(1), shared, host.Part<CacheRemovalFollower>(), _clock,
            NullLoggerFactory.Instance);
        _caches.Add(cache);
        return cache;
    }

    private Task<CacheEntry<string>?> Read(TieredCache cache, string key) => cache.Get(key, () =>
    {
        var value = $"{key} {Interlocked.Increment(ref _reads)}";
        return Task.FromResult<CacheEntry<string>?>(
            new CacheEntry<string>(value, _clock.GetUtcNow()) { Tier = CacheTiers.Database });
    });
}
