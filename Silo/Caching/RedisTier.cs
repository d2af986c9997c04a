using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using Sanctum.Clustering;
using StackExchange.Redis;

namespace Sanctum.Caching;

/// <summary>
/// The tier of caches that the silos of a cluster share: the Redis that keeps the membership table. While it is away or slow,
/// reads find nothing and writes are dropped, and after each failure it is left alone for a while: no caller fails for it.
/// </summary>
internal sealed partial class RedisTier : IDistributedCache, IDisposable
{
    private readonly RedisCache _redis;
    private readonly CacheOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private long _awayUntil = long.MinValue;

    public RedisTier(
        RedisMembership membership, ClusterSettings cluster, IOptions<CacheOptions> options, TimeProvider clock,
        ILogger<RedisTier> logger)
    {
        (_options, _clock, _logger) = (options.Value, clock, logger);
        _redis = new RedisCache(new RedisCacheOptions
        {
            ConnectionMultiplexerFactory = async () => await membership.Connect(),
            InstanceName = $"sanctum/{cluster.Id}/cache/",
        });
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Use(ct => _redis.GetAsync(key, ct), token);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        Use(ct => Done(_redis.SetAsync(key, value, options, ct)), token);

    // What is not removed now would be read later, so it is tried also while the tier is left alone.
    public Task RemoveAsync(string key, CancellationToken token = default) =>
        Try(ct => Done(_redis.RemoveAsync(key, ct)), token);

    public Task RefreshAsync(string key, CancellationToken token = default) =>
        Use(ct => Done(_redis.RefreshAsync(key, ct)), token);

    public byte[]? Get(string key) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public void Dispose() => _redis.Dispose();

    private Task<T?> Use<T>(Func<CancellationToken, Task<T?>> call, CancellationToken token) where T : class =>
        _clock.GetTimestamp() < Volatile.Read(ref _awayUntil) ? Task.FromResult<T?>(null) : Try(call, token);

    private async Task<T?> Try<T>(Func<CancellationToken, Task<T?>> call, CancellationToken token) where T : class
    {
        try
        {
            return await call(token).WaitAsync(_options.SharedTimeout, _clock, token);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            var pause = (long)(_options.SharedPause.TotalSeconds * _clock.TimestampFrequency);
            Volatile.Write(ref _awayUntil, _clock.GetTimestamp() + pause);
            IsAway(_logger, failure.GetType().Name, _options.SharedPause);
            return null;
        }
    }

    private static async Task<object?> Done(Task task)
    {
        await task;
        return null;
    }

    [LoggerMessage(
        3221, LogLevel.Warning,
        "Redis, the shared tier of caches, failed ({Failure}) and is not asked for {Pause}; the next tier answers")]
    private static partial void IsAway(ILogger logger, string failure, TimeSpan pause);
}
