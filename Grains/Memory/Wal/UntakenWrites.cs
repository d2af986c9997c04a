using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Memory stores with changes in their log that were not published yet.</summary>
internal sealed class UntakenWrites(MemoryWalStore wal, IGrainFactory grains) : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        wal.FindOverdue(grace, max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IMemoryWalGrain>(key).Publish();
}
