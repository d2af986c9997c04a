using Orleans.Configuration;
using Orleans.Serialization;

namespace Sanctum.Clustering;

/// <summary>What silos and gateways of one cluster have in common.</summary>
internal static class ClusterOptionsExtensions
{
    /// <summary>Orleans' name for PostgreSQL's driver.</summary>
    public const string Invariant = "Npgsql";

    // Part of the key of every row of grain state: never change it.
    private const string ServiceId = "default";

    /// <summary>Names the cluster and lets every exception travel.</summary>
    public static void ConfigureCluster(this IServiceCollection services, ClusterSettings cluster)
    {
        services.AddOptions<ClusterSettings>().BindConfiguration(ClusterSettings.Section).ValidateDataAnnotations();
        services.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (ServiceId, cluster.Id));
        // Orleans serialises exceptions of a few namespaces only; for any other, such as the database driver's, the caller would get a missing codec instead of the cause.
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedExceptionTypeFilter = _ => true);
    }
}
