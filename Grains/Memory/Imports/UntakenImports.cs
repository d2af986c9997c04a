using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Agents with an import that is due and does not advance.</summary>
internal sealed class UntakenImports(ImportStore store, IGrainFactory grains) : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        store.FindOverdue(grace, max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IPassageImportsGrain>(key).Run();
}
