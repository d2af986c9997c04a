using Orleans.Configuration;
using Orleans.Hosting;
using Sanctum.Storage;
using Sanctum.Streams;

namespace Sanctum.Hosting;

/// <summary>Reaches the grains: in this build the gateway is a client of an Orleans cluster.</summary>
internal static class OrleansGateway
{
    private const string Invariant = "Npgsql";
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Connects to the cluster, for as long as it takes to be there.</summary>
    public static IHostApplicationBuilder ConnectToGrains(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var database = configuration["SANCTUM_POSTGRES"] ?? configuration["Sanctum:Storage:ConnectionString"] ?? new StorageOptions().ConnectionString;
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options =>
            {
                options.ServiceId = "default";
                options.ClusterId = configuration["Sanctum:Cluster:Id"] ?? "default";
            });
            client.AddMemoryStreams(StreamNames.Provider).AddActivityPropagation();
            client.UseConnectionRetryFilter(async (_, cancellationToken) =>
            {
                await Task.Delay(RetryPause, cancellationToken);
                return true;
            });
            switch (configuration["Sanctum:Cluster:Provider"])
            {
                case "Redis":
                    client.UseRedisClustering(configuration["Sanctum:Cluster:Redis"] ?? "127.0.0.1:6379");
                    break;
                case "AdoNet":
                    client.UseAdoNetClustering(options =>
                    {
                        options.Invariant = Invariant;
                        options.ConnectionString = database;
                    });
                    break;
                default:
                    client.UseLocalhostClustering(configuration.GetValue("Sanctum:Cluster:GatewayPort", EndpointOptions.DEFAULT_GATEWAY_PORT));
                    break;
            }
        });
        return builder;
    }
}
