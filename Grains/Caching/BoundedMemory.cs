using Microsoft.Extensions.Caching.Memory;

namespace Sanctum.Caching;

/// <summary>
/// A memory cache with a bound on its entries: one entry too many removes those that were not read for longest. The bound of
/// <see cref="MemoryCache"/> refuses the new entry instead.
/// </summary>
/// <param name="maxEntries">Entries that it holds; writers at the same moment may exceed it by one each.</param>
internal sealed class BoundedMemory(int maxEntries) : IMemoryCache
{
    // In steps, because finding the oldest entries means looking at all.
    private const double Step = 0.05;

    private readonly MemoryCache _entries = new(new MemoryCacheOptions());
    private readonly double _step = Math.Min(1, Math.Max(Step, 1.5 / maxEntries));

    public ICacheEntry CreateEntry(object key)
    {
        if (_entries.Count >= maxEntries)
            _entries.Compact(_step);
        return _entries.CreateEntry(key);
    }

    public bool TryGetValue(object key, out object? value) => _entries.TryGetValue(key, out value);

    public void Remove(object key) => _entries.Remove(key);

    /// <summary>Removes everything.</summary>
    public void Clear() => _entries.Clear();

    public void Dispose() => _entries.Dispose();
}
