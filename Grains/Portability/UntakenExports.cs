using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Portability;

/// <summary>Agents with an export that is due and does not advance.</summary>
internal sealed class UntakenExports(ExportStore store, IGrainFactory grains) : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        store.FindOverdue(grace, max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IAgentExportsGrain>(key).Run();
}
