using System.Diagnostics;
using Npgsql;
using Orleans.Dashboard;
using Orleans.Hosting;
using Sanctum.Configuration;
using Sanctum.Dashboard;
using Sanctum.Health;
using Sanctum.Hosting;
using Sanctum.Telemetry;
using StackExchange.Redis;

namespace Sanctum.Clustering;

/// <summary>Reaches the grains as a client of the cluster.</summary>
internal static class ClusterConnection
{
    /// <summary>Connects to the cluster, however long it takes until a silo is there.</summary>
    public static IHostApplicationBuilder ConnectToCluster(this IHostApplicationBuilder builder)
    {
        builder.AddLiveConfiguration("gateway", typeof(ClusterConnection).Assembly);
        var cluster = ClusterSettings.From(builder.Configuration);
        builder.Services.ConfigureCluster(cluster);
        builder.Services.AddClusterTls(builder.Configuration);
        builder.Services.Configure<Orleans.Configuration.GatewayOptions>(
            options => options.GatewayListRefreshPeriod = cluster.GatewayRefresh);
        if (cluster.Provider == MembershipProvider.Redis)
            builder.Services.AddRedisMembership(cluster);
        builder.Services.AddSingleton<PatientConnection>();
        builder.Services.AddSingleton<IClientConnectionRetryFilter>(services => services.GetRequiredService<PatientConnection>());
        builder.Services.AddSingleton<IReadinessProbe>(services => services.GetRequiredService<PatientConnection>());
        builder.Services.AddBehindGates(() => builder.UseOrleansClient(client =>
        {
            client.FindSilos(cluster, builder.Configuration);
            if (builder.Configuration.TracesCalls())
                client.AddActivityPropagation();
            if (DashboardSettings.IsEnabledIn(builder.Configuration))
                client.AddDashboard();
        }));
        return builder;
    }

    private static IClientBuilder FindSilos(this IClientBuilder client, ClusterSettings cluster, IConfiguration configuration) =>
        cluster.Provider switch
        {
            MembershipProvider.AdoNet => client.UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = (
                    ClusterOptionsExtensions.Invariant, MembershipDatabase.ConnectionString(configuration))),
            MembershipProvider.Redis => client.UseRedisClustering(_ => { }),
            _ => throw new UnreachableException(),
        };
}

/// <summary>Connects again until a silo is there; its readiness check says what stands in the way.</summary>
internal sealed class PatientConnection(
    IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<PatientConnection> logger)
    : IClientConnectionRetryFilter, IReadinessProbe
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StartOfSilos = TimeSpan.FromSeconds(5);
    private readonly Stopwatch _asked = Stopwatch.StartNew();
    private Obstacle? _logged;
    private volatile string _problem = "The gateway is connecting to the cluster.";

    public string Name => "cluster";

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        var obstacle = ObstacleOf(exception);
        _problem = Explain(obstacle, exception);
        // Silos that start beside the gateway take a moment. The words of one obstacle differ from try to try.
        if (obstacle != _logged && (obstacle != Obstacle.NoSilo || _asked.Elapsed > StartOfSilos))
        {
            _logged = obstacle;
            ConnectionLog.NotConnected(logger, _problem);
        }
        await Task.Delay(Pause, cancellationToken);
        return true;
    }

    public ValueTask<string?> FindProblem(CancellationToken cancellationToken) =>
        ValueTask.FromResult(lifetime.ApplicationStarted.IsCancellationRequested ? null : _problem);

    private static Obstacle ObstacleOf(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => Obstacle.NoTables,
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } or NpgsqlException => Obstacle.Database,
        RedisException or TimeoutException => Obstacle.SiloList,
        SiloUnavailableException => Obstacle.NoSilo,
        _ => Obstacle.Other,
    };

    private string Explain(Obstacle obstacle, Exception exception) => obstacle switch
    {
        Obstacle.NoTables =>
            $"The database at {DatabaseAddress} has no tables yet: no silo has started on it",
        Obstacle.Database =>
            $"The database at {DatabaseAddress} (SANCTUM_POSTGRES), which keeps the list of silos, cannot be reached: " +
            (exception.InnerException ?? exception).Message,
        Obstacle.SiloList => $"The list of silos cannot be read: {FirstLine(exception.Message)}",
        Obstacle.NoSilo => "No silo of the cluster can be reached",
        _ => $"No silo of the cluster can be reached: {FirstLine(exception.Message)}",
    };

    private string DatabaseAddress
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(MembershipDatabase.ConnectionString(configuration));
            return $"{connection.Host}:{connection.Port}/{connection.Database}";
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

    /// <summary>What stands in the way of a connection.</summary>
    private enum Obstacle
    {
        NoTables,
        Database,
        SiloList,
        NoSilo,
        Other,
    }
}

internal static partial class ConnectionLog
{
    [LoggerMessage(2012, LogLevel.Warning, "{Problem}; retrying")]
    public static partial void NotConnected(ILogger logger, string problem);
}
