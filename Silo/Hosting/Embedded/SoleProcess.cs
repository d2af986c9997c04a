using Npgsql;
using Sanctum.Storage;

namespace Sanctum.Hosting;

/// <summary>
/// Claims the database for this process: two embedded processes on one database would each believe that they are the only
/// writer. Fencing would still keep every row right; the claim keeps the two from taking each other's leases.
/// </summary>
internal sealed class SoleProcess(
    DatabaseReadiness database, NpgsqlDataSource source, IHostApplicationLifetime lifetime, ILogger<SoleProcess> logger) : BackgroundService
{
    private const long LockKey = 0x454D42454444; // "EMBEDD"
    private const int TriesBeforeGivingUp = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbePause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var refused = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await database.Migrated.WaitAsync(stoppingToken);
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                if (await TryClaim(connection, stoppingToken))
                {
                    refused = 0;
                    await HoldUntilLost(connection, stoppingToken);
                }
                else if (++refused >= TriesBeforeGivingUp)
                {
                    HostingLog.NotAlone(logger);
                    Environment.ExitCode = 2;
                    lifetime.StopApplication();
                    return;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                HostingLog.ClaimLost(logger, exception);
            }
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> TryClaim(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({LockKey})", connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static async Task HoldUntilLost(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var probe = new NpgsqlCommand("select 1", connection);
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(ProbePause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await probe.ExecuteScalarAsync(CancellationToken.None);
        }
        // The connection goes back to the pool as it is, and would keep the claim.
        await using var release = new NpgsqlCommand($"select pg_advisory_unlock({LockKey})", connection);
        await release.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
