using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Sanctum.Caching;

/// <summary>What a cache holds.</summary>
/// <typeparam name="T">An immutable type: all readers get the same value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="ReadAt">When it was read from where it is authoritative, UTC.</param>
[ImmutableObject(true)]
internal sealed record CacheEntry<T>(T Value, DateTimeOffset ReadAt)
{
    /// <summary>The tier that this process got it from; an entry that was deserialised came from the shared one.</summary>
    [JsonIgnore]
    public string Tier { get; init; } = CacheTiers.Shared;
}
