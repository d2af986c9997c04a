using Orleans.Concurrency;

namespace Sanctum.Cluster;

/// <summary>
/// Answers with the cluster's members as the asked silo sees them. Stateless; a gateway that polls it notices deaths and
/// arrivals.
/// </summary>
[Alias("sanctum.IMembershipWorker")]
public interface IMembershipWorker : IGrainWithStringKey
{
    /// <summary>The version of the membership table: it grows with every silo that joins, leaves or dies.</summary>
    [ReadOnly, Alias("GetVersion")]
    Task<long> GetVersion();
}
