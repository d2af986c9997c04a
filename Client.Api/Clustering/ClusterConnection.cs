using System.Diagnostics;
using Npgsql;
using Orleans.Dashboard;
using Orleans.Hosting;
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
        var cluster = ClusterSettings.From(builder.Configuration);
        builder.Services.ConfigureCluster(cluster);
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
    private string? _logged;
    private volatile string _problem = "The gateway is connecting to the cluster.";

    public string Name => "cluster";

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        _problem = Explain(exception);
        // Silos that start beside the gateway take a moment.
        if (_problem != _logged && (exception is not SiloUnavailableException || _asked.Elapsed > StartOfSilos))
            ConnectionLog.NotConnected(logger, _logged = _problem);
        await Task.Delay(Pause, cancellationToken);
        return true;
    }

    public ValueTask<string?> FindProblem(CancellationToken cancellationToken) =>
        ValueTask.FromResult(lifetime.ApplicationStarted.IsCancellationRequested ? null : _problem);

    private string Explain(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } =>
            $"The database at {DatabaseAddress} has no tables yet: no silo has started on it",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } or NpgsqlException =>
            $"The database at {DatabaseAddress} (SANCTUM_POSTGRES), which keeps the list of silos, cannot be reached: " +
            (exception.InnerException ?? exception).Message,
        RedisException or TimeoutException => $"The list of silos cannot be read: {FirstLine(exception.Message)}",
        SiloUnavailableException => "No silo of the cluster can be reached",
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
}

internal static partial class ConnectionLog
{
    [LoggerMessage(2012, LogLevel.Warning, "{Problem}; retrying")]
    public static partial void NotConnected(ILogger logger, string problem);
}
