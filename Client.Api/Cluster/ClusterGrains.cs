using Sanctum.Identity;

namespace Sanctum.Cluster;

/// <summary>The grain of the cluster's members.</summary>
internal static class ClusterGrains
{
    public static IClusterGrain Cluster(this IGrainFactory grains) =>
        grains.GetGrain<IClusterGrain>(GrainKey.InDefaultTenant("cluster").ToString());
}
