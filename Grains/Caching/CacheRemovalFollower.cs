using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Caching;

/// <summary>
/// Publishes removals to all silos, and removes from the caches of this process what others removed, from the first read of a
/// cache on. After a time in which it could not follow, it empties them.
/// </summary>
internal sealed partial class CacheRemovalFollower(
    IGrainFactory grains, IHostApplicationLifetime lifetime, ILogger<CacheRemovalFollower> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private ImmutableArray<BoundedMemory> _memories = [];
    private bool _isFollowing;

    private ICacheRemovalGrain Log => grains.GetGrain<ICacheRemovalGrain>(GrainKey.InDefaultTenant("cache-removals").ToString());

    /// <summary>Adds the memory of a cache.</summary>
    public void Register(BoundedMemory memory)
    {
        lock (_gate)
            _memories = _memories.Add(memory);
    }

    /// <summary>Begins to follow, if that has not begun.</summary>
    public void Follow()
    {
        if (!Volatile.Read(ref _isFollowing) && !Interlocked.Exchange(ref _isFollowing, true))
            FollowAll(lifetime.ApplicationStopping).Ignore();
    }

    /// <summary>Has every silo remove entries from its memory. Without it they stay there until they are too old.</summary>
    public Task Publish(IEnumerable<string> names) => BestEffort.Try(
        () => Log.Publish([.. names]), failure => NotPublished(logger, failure));

    private async Task FollowAll(CancellationToken stopping)
    {
        CachePosition? position = null;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var removed = await Log.Follow(position, stopping);
                position = removed.Position;
                Apply(removed);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                NotFollowed(logger, ExpectedFailure.Of(exception));
                await Task.Delay(RetryPause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Apply(CacheRemovals removed)
    {
        foreach (var memory in _memories)
        {
            if (removed.IsGap)
                memory.Clear();
            foreach (var name in removed.Keys)
                memory.Remove(name);
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "Removals from caches by other silos cannot be followed now; entries may be outdated")]
    private static partial void NotFollowed(ILogger logger, Exception exception);

    [LoggerMessage(
        2202, LogLevel.Warning, "Removals from caches were not published; other silos keep entries until they are too old")]
    private static partial void NotPublished(ILogger logger, Exception exception);
}
