using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Erasures;

/// <summary>Tenants with an erasure that is due and does not advance.</summary>
internal sealed class UntakenErasures(ErasureStore store, IGrainFactory grains) : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        store.FindOverdue(grace, max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IPersonErasuresGrain>(key).Run();
}
