using Orleans.Concurrency;

namespace Sanctum.Cluster;

/// <inheritdoc cref="IMembershipWorker"/>
[StatelessWorker, GrainType("membershipworker")]
internal sealed class MembershipWorker(IClusterMembershipService membership) : Grain, IMembershipWorker
{
    public Task<long> GetVersion() => Task.FromResult(membership.CurrentSnapshot.Version.Value);
}
