using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Consolidation;

/// <summary>Agents whose plan has a run that is due, or whose run does not advance.</summary>
internal sealed class DueConsolidations(ConsolidationPlanStore plans, IGrainFactory grains) : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        plans.FindOverdue(grace, max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IConsolidationGrain>(key).Run();
}
