using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Caching;

/// <summary>
/// Publishes which entries were removed from caches, so that every silo removes them from its memory; keyed
/// <c>default/cache-removals</c>. It keeps the last removals in memory, and nothing in rows.
/// </summary>
[Alias("sanctum.ICacheRemovalGrain")]
public interface ICacheRemovalGrain : IGrainWithStringKey
{
    /// <summary>Publishes the keys of removed entries to all who follow. Safe to repeat.</summary>
    [Alias("Publish")]
    Task Publish(ImmutableArray<string> keys);

    /// <summary>The removals after a position, once there are any, or after a while without.</summary>
    /// <param name="after">The position of the last answer; null at first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [AlwaysInterleave, Alias("Follow")]
    Task<CacheRemovals> Follow(CachePosition? after, CancellationToken cancellationToken);
}

/// <summary>A place in the sequence of removals.</summary>
/// <param name="Log">The activation that counts; another one counts anew.</param>
/// <param name="Number">How many removals there were.</param>
[GenerateSerializer, Immutable, Alias("sanctum.cache-position")]
public sealed record CachePosition([property: Id(0)] Guid Log, [property: Id(1)] long Number);

/// <summary>Removals from caches.</summary>
/// <param name="Keys">The keys of the removed entries, in order.</param>
/// <param name="Position">Where to follow from.</param>
/// <param name="IsGap">Whether removals before these may be missing, so that every entry in memory may be outdated.</param>
[GenerateSerializer, Immutable, Alias("sanctum.cache-removals")]
public sealed record CacheRemovals(
    [property: Id(0)] ImmutableArray<string> Keys, [property: Id(1)] CachePosition Position, [property: Id(2)] bool IsGap);
