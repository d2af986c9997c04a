using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sanctum.Storage;

/// <summary>Migrates the database at start, for as long as it takes to be there, and says whether it can be used now.</summary>
public sealed class DatabaseReadiness(
    NpgsqlDataSource source, Migrator migrator, ILogger<DatabaseReadiness> logger) : BackgroundService
{
    private const int PatienceInSeconds = 3;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LogPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource _migrated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _address = AddressOf(source.ConnectionString);
    private string? _outage;
    private long _loggedAt;
    private Finding? _last;

    /// <summary>Completes when the schema is this program's; faulted when it cannot be brought there.</summary>
    public Task Migrated => _migrated.Task;

    /// <summary>
    /// Why the database cannot be used now, or null when it can; at most a second old, however often it is asked.
    /// </summary>
    public async Task<string?> Check(CancellationToken ct)
    {
        if (_migrated.Task.IsFaulted)
            return _migrated.Task.Exception!.InnerException!.Message;
        if (!_migrated.Task.IsCompleted)
            return Volatile.Read(ref _outage) ?? $"The database at {_address} is not migrated yet.";
        if (Volatile.Read(ref _last) is { } last && Stopwatch.GetElapsedTime(last.At) < Freshness)
            return last.Reason;
        var reason = await Ask(ct);
        Volatile.Write(ref _last, new Finding(Stopwatch.GetTimestamp(), reason));
        return reason;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var name in await migrator.Upgrade(stoppingToken))
                    StorageLog.Applied(logger, name);
                if (await migrator.FindUnknown(stoppingToken) is { Count: > 0 } unknown)
                    StorageLog.Newer(logger, unknown.Count, unknown[^1]);
                _migrated.TrySetResult();
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (StorageFailure.IsOutage(exception))
            {
                Report(Unreachable(exception));
            }
            catch (IncompatibleProcessException exception)
            {
                StorageLog.Refused(logger, exception.Message);
                _migrated.TrySetException(exception);
                return;
            }
            catch (Exception exception)
            {
                StorageLog.MigrationFailed(logger, exception.Message);
                _migrated.TrySetException(exception);
                return;
            }
            await Task.Delay(RetryPause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The same reason again is logged once a minute.
    private void Report(string outage)
    {
        if (outage == _outage && Stopwatch.GetElapsedTime(_loggedAt) < LogPause)
            return;
        _loggedAt = Stopwatch.GetTimestamp();
        Volatile.Write(ref _outage, outage);
        StorageLog.Away(logger, outage);
    }

    private async Task<string?> Ask(CancellationToken ct)
    {
        try
        {
            await source.ReadOnLiveConnection(connection => Ping(connection, ct), ct);
            return null;
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception))
        {
            return Unreachable(exception);
        }
    }

    private static async Task<object?> Ping(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select 1", connection) { CommandTimeout = PatienceInSeconds };
        return await command.ExecuteScalarAsync(ct);
    }

    private string Unreachable(Exception exception) =>
        $"The database at {_address} (SANCTUM_POSTGRES) cannot be reached: {Innermost(exception).Message}";

    // Npgsql's own sentence repeats the address; what the socket says does not.
    private static Exception Innermost(Exception exception) =>
        exception.InnerException is { } inner and not PostgresException ? Innermost(inner) : exception;

    // The user and the password stay out of logs and answers.
    private static string AddressOf(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{connection.Host}:{connection.Port}/{connection.Database}";
    }

    private sealed record Finding(long At, string? Reason);
}

internal static partial class StorageLog
{
    [LoggerMessage(1601, LogLevel.Information, "Applied migration {Name}")]
    public static partial void Applied(ILogger logger, string name);

    [LoggerMessage(1602, LogLevel.Warning, "{Problem}; retrying")]
    public static partial void Away(ILogger logger, string problem);

    [LoggerMessage(1603, LogLevel.Critical, "The database could not be migrated: {Reason}")]
    public static partial void MigrationFailed(ILogger logger, string reason);

    [LoggerMessage(
        1604, LogLevel.Warning,
        "The database is newer than this program: it has {Count} migrations that this program lacks, the latest {Latest}. " +
        "Start the program that applied them, or a newer one")]
    public static partial void Newer(ILogger logger, int count, string latest);

    [LoggerMessage(1605, LogLevel.Critical, "This process must not use the database; nothing was changed: {Reason}")]
    public static partial void Refused(ILogger logger, string reason);
}
