using System.Diagnostics;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;

namespace Sanctum.Hosting;

/// <summary>How silos, and the gateways that are their clients, find each other.</summary>
internal static class ClusterMembership
{
    /// <summary>What Orleans calls PostgreSQL's driver.</summary>
    public const string Invariant = "Npgsql";

    // Part of the key of every row of grain state, so never to be changed.
    private const string ServiceId = "default";

    /// <summary>Makes this silo a member.</summary>
    public static ISiloBuilder Join(this ISiloBuilder silo, ClusterSettings cluster, string database)
    {
        silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (ServiceId, cluster.Id));
        silo.Configure<ExceptionSerializationOptions>(CarryEveryException);
        return cluster.Provider switch
        {
            MembershipKeeper.Localhost => silo.UseLocalhostClustering(
                cluster.SiloPort ?? ClusterSettings.UsualSiloPort, cluster.GatewayPort ?? ClusterSettings.UsualGatewayPort, serviceId: ServiceId, clusterId: cluster.Id),
            MembershipKeeper.AdoNet => silo.ListenAt(cluster)
                .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, database)),
            MembershipKeeper.Redis => silo.ListenAt(cluster).UseRedisClustering(cluster.Redis),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Makes this process a client.</summary>
    public static IClientBuilder ConnectTo(this IClientBuilder client, ClusterSettings cluster, string database)
    {
        client.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (ServiceId, cluster.Id));
        client.Configure<ExceptionSerializationOptions>(CarryEveryException);
        return cluster.Provider switch
        {
            MembershipKeeper.Localhost => client.UseLocalhostClustering(cluster.GatewayPort ?? ClusterSettings.UsualGatewayPort, ServiceId, cluster.Id),
            MembershipKeeper.AdoNet => client
                .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, database)),
            MembershipKeeper.Redis => client.UseRedisClustering(cluster.Redis),
            _ => throw new UnreachableException(),
        };
    }

    // What failed in a silo is the cause inside of what its caller is told. Orleans carries the exceptions of a few namespaces only, and
    // where it meets another, such as the database driver's, the caller would hear of a missing codec instead.
    private static void CarryEveryException(ExceptionSerializationOptions options) => options.SupportedExceptionTypeFilter = _ => true;

    private static ISiloBuilder ListenAt(this ISiloBuilder silo, ClusterSettings cluster) => silo.ConfigureEndpoints(
        cluster.Address, cluster.SiloPort ?? Claim(silo, ClusterSettings.UsualSiloPort), cluster.GatewayPort ?? Claim(silo, ClusterSettings.UsualGatewayPort));

    // Held by the host for as long as it lives: the silo listens only later.
    private static int Claim(ISiloBuilder silo, int first)
    {
        var claim = PortClaim.From(first);
        silo.Services.AddKeyedSingleton(first, claim);
        return claim.Port;
    }
}
