using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace Sanctum.Caching;

/// <summary>A shared tier in the memory of the test.</summary>
internal sealed class SharedDictionary : IDistributedCache
{
    private readonly ConcurrentDictionary<string, byte[]> _entries = new();

    /// <summary>What a removal waits for before it ends, given its key.</summary>
    public Func<string, Task> Removing { get; init; } = _ => Task.CompletedTask;

    public byte[]? Get(string key) => _entries.GetValueOrDefault(key);

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => _entries[key] = value;

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Set(key, value, options);
        return Task.CompletedTask;
    }

    public void Remove(string key) => _entries.TryRemove(key, out _);

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        Remove(key);
        await Removing(key);
    }

    public void Refresh(string key)
    {
    }

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;
}
