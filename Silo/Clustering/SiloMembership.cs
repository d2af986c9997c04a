using System.Diagnostics;
using Orleans.Hosting;
using Sanctum.Hosting;

namespace Sanctum.Clustering;

/// <summary>How silos find each other.</summary>
internal static class SiloMembership
{
    /// <summary>Makes this silo a member of the cluster.</summary>
    public static ISiloBuilder Join(this ISiloBuilder silo, ClusterSettings cluster, string database)
    {
        silo.Services.ConfigureCluster(cluster);
        silo.ConfigureEndpoints(
            cluster.Address,
            cluster.SiloPort ?? Claim(silo, ClusterSettings.DefaultSiloPort),
            cluster.GatewayPort ?? Claim(silo, ClusterSettings.DefaultGatewayPort));
        return cluster.Provider switch
        {
            MembershipProvider.AdoNet => silo.UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = (ClusterOptionsExtensions.Invariant, database)),
            MembershipProvider.Redis => silo.JoinByRedis(cluster),
            _ => throw new UnreachableException(),
        };
    }

    private static ISiloBuilder JoinByRedis(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.Services.AddRedisMembership(cluster);
        return silo.UseRedisClustering(_ => { });
    }

    // The host holds the claim for as long as it lives: the silo listens only later.
    private static int Claim(ISiloBuilder silo, int first)
    {
        var claim = PortClaim.From(first);
        silo.Services.AddKeyedSingleton(first, claim);
        return claim.Port;
    }
}
