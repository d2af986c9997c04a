using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Sanctum.Health;
using Sanctum.Hosting;
using StackExchange.Redis;

namespace Sanctum.Clustering;

/// <summary>
/// The Redis that keeps the membership table: one connection, for Orleans, for readiness and
/// for the shared tier of caches, made again for as long as it takes.
/// </summary>
internal sealed class RedisMembership(ClusterSettings cluster, ILogger<RedisMembership> logger)
    : IReadinessProbe, IStartGate, IConfigureOptions<RedisClusteringOptions>, IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConfigurationOptions _options = Parse(cluster.Redis);
    private readonly Lock _gate = new();
    private Task<ConnectionMultiplexer>? _connection;

    public string Name => "redis";

    /// <summary>Checks a connection string.</summary>
    /// <exception cref="ValidationException">It cannot be read.</exception>
    public static ConfigurationOptions Parse(string connectionString)
    {
        try
        {
            var options = ConfigurationOptions.Parse(connectionString);
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = (int)Patience.TotalMilliseconds;
            // Reads whether Redis keeps what it was given (INFO).
            options.AllowAdmin = true;
            options.ClientName = "sanctum";
            return options;
        }
        catch (ArgumentException exception)
        {
            throw new ValidationException($"{ClusterSettings.Section}:Redis cannot be read: {exception.Message}");
        }
    }

    public void Configure(RedisClusteringOptions options)
    {
        options.ConfigurationOptions = _options;
        options.CreateMultiplexer = async _ => (await Connect(), true);
    }

    public async Task Wait(CancellationToken cancellationToken)
    {
        // The reasons of an outage change; /ready has the present one.
        for (var isLogged = false; await FindProblem(cancellationToken) is { } problem; isLogged = true)
        {
            if (!isLogged)
                RedisLog.Away(logger, problem);
            await Task.Delay(RetryPause, cancellationToken);
        }
    }

    public async ValueTask<string?> FindProblem(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await Connect().WaitAsync(Patience * 2, cancellationToken);
            if (!connection.IsConnected)
                return Unreachable("no connection");
            await connection.GetDatabase().PingAsync().WaitAsync(Patience, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return Unreachable(
                exception is RedisConnectionException failed ? failed.FailureType.ToString() : "no answer in time");
        }
    }

    public async ValueTask<string?> FindWeakness(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await Connect().WaitAsync(Patience * 2, cancellationToken);
            var info = (string?)await connection.GetDatabase().ExecuteAsync("INFO").WaitAsync(Patience, cancellationToken) ?? "";
            if (info.Contains("aof_enabled:0", StringComparison.Ordinal))
                return $"Redis at {Address} loses its data when it restarts, which stops the cluster; set 'appendonly yes'.";
            if (info.Contains("maxmemory_policy:", StringComparison.Ordinal)
                && !info.Contains("maxmemory_policy:noeviction", StringComparison.Ordinal))
            {
                return $"Redis at {Address} may drop the list of silos when its memory is full, which stops the cluster; "
                    + "set 'maxmemory-policy noeviction'.";
            }
            return null;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // A server that does not let us look is no weaker for that; one that is away is the other question.
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { IsCompletedSuccessfully: true } connected)
            await (await connected).DisposeAsync();
    }

    private string Unreachable(string reason) =>
        $"Redis at {Address} ({ClusterSettings.Section}:Redis), which keeps the list of silos, cannot be reached: {reason}";

    private string Address => string.Join(", ", _options.EndPoints.Select(EndPointCollection.ToString));

    /// <summary>The connection, which is made by the first who asks for it.</summary>
    public Task<ConnectionMultiplexer> Connect()
    {
        lock (_gate)
            return _connection is null or { IsFaulted: true }
                ? _connection = ConnectionMultiplexer.ConnectAsync(_options)
                : _connection;
    }
}

internal static partial class RedisLog
{
    [LoggerMessage(3201, LogLevel.Warning, "{Problem}; retrying")]
    public static partial void Away(ILogger logger, string problem);
}
