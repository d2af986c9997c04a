using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Audit;

/// <summary>
/// Entries that are not sealed: those of a process that died after their commit, of silos of an older build, and all from before
/// the first chain. They are sealed a moment after their commit, so the lifeline's grace is not asked for.
/// </summary>
internal sealed class UnsealedEntries(AuditChainStore chain, IGrainFactory grains) : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        chain.FindUnsealed(max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IAuditSealerGrain>(key).Wake();
}
