using Orleans.Hosting;
using Sanctum.Storage;
using Sanctum.Streams;

namespace Sanctum.Hosting;

/// <summary>Reaches the grains: in this build the gateway is a client of an Orleans cluster.</summary>
internal static class OrleansGateway
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Connects to the cluster, for as long as it takes to be there.</summary>
    public static IHostApplicationBuilder ConnectToGrains(this IHostApplicationBuilder builder)
    {
        var cluster = ClusterSettings.From(builder.Configuration);
        var database = StorageOptions.ConnectionStringOf(builder.Configuration);
        return builder.UseOrleansClient(client => client
            .ConnectTo(cluster, database)
            .AddMemoryStreams(StreamNames.Provider)
            .AddActivityPropagation()
            .UseConnectionRetryFilter(async (_, cancellationToken) =>
            {
                await Task.Delay(RetryPause, cancellationToken);
                return true;
            }));
    }
}
