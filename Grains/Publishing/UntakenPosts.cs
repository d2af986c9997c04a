using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Publishing;

/// <summary>Outboxes with posts that are due.</summary>
internal sealed class UntakenPosts(OutboxStore outboxes, IGrainFactory grains) : IUntakenWork
{
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        outboxes.FindOverdue(grace, max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IOutboxGrain>(key).Wake();
}
