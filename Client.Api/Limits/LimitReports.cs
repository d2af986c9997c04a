using Sanctum.Cluster;
using Sanctum.Identity;

namespace Sanctum.Limits;

/// <summary>
/// Reports what this gateway took to the grains that count, once a silo has died or joined: a new activation waits only so long
/// to learn what the one before it had granted.
/// </summary>
internal sealed class LimitReports(IGrainFactory grains, SharedLimits limits, TimeProvider clock) : BackgroundService
{
    private const int MaxPerTick = 2_000;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        long? known = null;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (!limits.AnyTaken())
                    continue;
                var version = await FindVersion();
                if (known is not null && version != known)
                    limits.OweReports();
                known = version ?? known;
                await limits.Report(MaxPerTick, Period);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    private async Task<long?> FindVersion()
    {
        try
        {
            return await grains.GetGrain<IMembershipWorker>(GrainKey.InDefaultTenant("membership").ToString()).GetVersion()
                .WaitAsync(Period, clock);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // The silo that was asked may be the one that died.
            return null;
        }
    }
}
