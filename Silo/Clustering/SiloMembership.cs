using System.Diagnostics;
using Microsoft.Extensions.Caching.Distributed;
using Orleans.Configuration;
using Orleans.Hosting;
using Sanctum.Caching;
using Sanctum.Hosting;

namespace Sanctum.Clustering;

/// <summary>How silos find each other.</summary>
internal static class SiloMembership
{
    /// <summary>Makes this silo a member of the cluster.</summary>
    public static ISiloBuilder Join(this ISiloBuilder silo, ClusterSettings cluster, string database)
    {
        silo.Services.ConfigureCluster(cluster);
        silo.Services.Configure<ClusterMembershipOptions>(options => Watch(options, cluster));
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
        silo.Services.AddKeyedSingleton<IDistributedCache>(
            CacheTiers.Shared, (provider, _) => ActivatorUtilities.CreateInstance<RedisTier>(provider, cluster));
        return silo.UseRedisClustering(_ => { });
    }

    // Every silo watches every other one of a small cluster. A killed process refuses connections, so each probe of it fails at
    // once and only the time between probes counts. A live one that is merely starved has been heard of within the time in which
    // it misses its probes, because it probes the others itself, and so is not voted dead (decision 0007).
    private static void Watch(ClusterMembershipOptions options, ClusterSettings cluster)
    {
        (options.ProbeTimeout, options.MinProbeTimeout, options.MaxProbeTimeout) = (
            cluster.ProbeTimeout, cluster.ProbeTimeout / 2, cluster.ProbeTimeout);
        options.NumMissedProbesLimit = cluster.MissedProbes;
        options.TableRefreshTimeout = cluster.MembershipRefresh;
        options.EnableConnectionLivenessCheck = true;
        options.EnableIndirectProbes = true;
        options.ExtendProbeTimeoutDuringDegradation = true;
    }

    // The host holds the claim for as long as it lives: the silo listens only later.
    private static int Claim(ISiloBuilder silo, int first)
    {
        var claim = PortClaim.From(first);
        silo.Services.AddKeyedSingleton(first, claim);
        return claim.Port;
    }
}
