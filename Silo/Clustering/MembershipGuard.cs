using Orleans.Clustering.Redis;
using Sanctum.Hosting;

namespace Sanctum.Clustering;

/// <summary>
/// Ends this silo when its row in the membership table is gone, because the table was lost: silos that continue with the members
/// they remember never see a new one. Started again, they make a new table. A table that cannot be read says nothing.
/// </summary>
internal sealed class MembershipGuard(
    IMembershipTable table, ILocalSiloDetails silo, IHostApplicationLifetime lifetime, ProcessOutcome outcome, TimeProvider clock,
    ILogger<MembershipGuard> logger)
    : BackgroundService
{
    private const int MaxMisses = 3;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await HasStarted(stoppingToken))
            return;
        var misses = 0;
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (misses < MaxMisses && await timer.WaitForNextTickAsync(stoppingToken))
                misses = await IsLost() ? misses + 1 : 0;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        MembershipLog.Lost(logger, silo.SiloAddress);
        outcome.End(ProcessOutcome.Failure);
        // Orleans cannot stop in order without the table: it keeps trying to write there that it stops. What is not done by now
        // is in rows.
        await Task.Delay(Drain, clock, CancellationToken.None);
        Environment.Exit(ProcessOutcome.Failure);
    }

    private async Task<bool> HasStarted(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stoppingToken.IsCancellationRequested;
    }

    private async Task<bool> IsLost()
    {
        try
        {
            return (await table.ReadRowAsync(silo.SiloAddress, CancellationToken.None)).Members.Count == 0;
        }
        catch (RedisClusteringException)
        {
            // Redis answers, and what it has is no membership table.
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            MembershipLog.Unreadable(logger, exception.Message);
            return false;
        }
    }
}

internal static partial class MembershipLog
{
    [LoggerMessage(
        3006, LogLevel.Critical,
        "The row of silo {Silo} is gone from the membership table, so the table was lost. The silo stops; it makes a new row " +
        "when it is started again")]
    public static partial void Lost(ILogger logger, SiloAddress silo);

    [LoggerMessage(3007, LogLevel.Debug, "The membership table cannot be read: {Reason}")]
    public static partial void Unreadable(ILogger logger, string reason);
}
