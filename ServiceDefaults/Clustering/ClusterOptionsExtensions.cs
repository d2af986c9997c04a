using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Orleans.Serialization;
using Sanctum.Health;
using Sanctum.Hosting;

namespace Sanctum.Clustering;

/// <summary>What silos and gateways of one cluster have in common.</summary>
internal static class ClusterOptionsExtensions
{
    /// <summary>Orleans' name for PostgreSQL's driver.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>Part of the key of every row of grain state: never change it.</summary>
    public const string ServiceId = "default";

    // A process that cannot be reached at all is not waited for longer than a dead one.
    private static readonly TimeSpan MaxConnecting = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Names the cluster, lets every exception travel and does not wait long for a process that is gone.</summary>
    public static void ConfigureCluster(this IServiceCollection services, ClusterSettings cluster)
    {
        services.AddOptions<ClusterSettings>().BindConfiguration(ClusterSettings.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        services.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (ServiceId, cluster.Id));
        services.Configure<ConnectionOptions>(
            options => (options.OpenConnectionTimeout, options.ConnectionRetryDelay) = (MaxConnecting, ReconnectPause));
        // Orleans serialises exceptions of a few namespaces only; for any other, such as the database driver's, the caller would
        // get a missing codec instead of the cause.
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedExceptionTypeFilter = _ => true);
    }

    /// <summary>The connection to Redis, where that keeps the membership table.</summary>
    public static void AddRedisMembership(this IServiceCollection services, ClusterSettings cluster)
    {
        RedisMembership.Parse(cluster.Redis);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RedisMembership>(provider, cluster));
        services.AddSingleton<IReadinessProbe>(provider => provider.GetRequiredService<RedisMembership>());
        services.AddSingleton<IStartGate>(provider => provider.GetRequiredService<RedisMembership>());
        services.AddSingleton<IConfigureOptions<RedisClusteringOptions>>(
            provider => provider.GetRequiredService<RedisMembership>());
    }
}
