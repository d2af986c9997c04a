using System.Diagnostics;
using Orleans.Hosting;
using Sanctum.Health;
using Sanctum.Streams;

namespace Sanctum.Clustering;

/// <summary>Reaches the grains as a client of the cluster.</summary>
internal static class ClusterConnection
{
    /// <summary>Connects to the cluster, however long it takes until a silo is there.</summary>
    public static IHostApplicationBuilder ConnectToCluster(this IHostApplicationBuilder builder)
    {
        var cluster = ClusterSettings.From(builder.Configuration);
        builder.Services.ConfigureCluster(cluster);
        builder.Services.Configure<Orleans.Configuration.GatewayOptions>(options => options.GatewayListRefreshPeriod = cluster.GatewayRefresh);
        builder.Services.AddSingleton<PatientConnection>();
        builder.Services.AddSingleton<IClientConnectionRetryFilter>(services => services.GetRequiredService<PatientConnection>());
        builder.Services.AddSingleton<IReadinessProbe>(services => services.GetRequiredService<PatientConnection>());
        return builder.UseOrleansClient(client => client
            .FindSilos(cluster, builder.Configuration)
            .AddMemoryStreams(StreamNames.Provider)
            .AddActivityPropagation());
    }

    private static IClientBuilder FindSilos(this IClientBuilder client, ClusterSettings cluster, IConfiguration configuration) => cluster.Provider switch
    {
        MembershipProvider.AdoNet => client.UseAdoNetClustering(options =>
            (options.Invariant, options.ConnectionString) = (ClusterOptionsExtensions.Invariant, MembershipDatabase.ConnectionString(configuration))),
        MembershipProvider.Redis => client.UseRedisClustering(cluster.Redis),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Connects again until a silo is there; its readiness check says what stands in the way.</summary>
internal sealed class PatientConnection(IHostApplicationLifetime lifetime, ILogger<PatientConnection> logger) : IClientConnectionRetryFilter, IReadinessProbe
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private volatile string _problem = "The gateway is connecting to the cluster.";

    public string Name => "cluster";

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        _problem = $"No silo can be reached: {exception.Message}";
        ConnectionLog.NoSilo(logger, exception.Message);
        await Task.Delay(Pause, cancellationToken);
        return true;
    }

    public ValueTask<string?> FindProblem(CancellationToken cancellationToken) =>
        ValueTask.FromResult(lifetime.ApplicationStarted.IsCancellationRequested ? null : _problem);
}

internal static partial class ConnectionLog
{
    [LoggerMessage(2012, LogLevel.Warning, "No silo of the cluster can be reached, trying again: {Reason}")]
    public static partial void NoSilo(ILogger logger, string reason);
}
