using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Tools;

/// <summary>Tool runs without a worker. Their rows have their own times, so the lifeline's grace is not asked for.</summary>
internal sealed class UntakenRuns(ToolRunStore runs, IGrainFactory grains) : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        runs.FindOverdue(max, cancellationToken);

    public Task<ImmutableArray<GrainKey>> FindOpen(int max, CancellationToken cancellationToken) =>
        runs.FindOpen(max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IToolRunGrain>(key).TakeUp();
}
