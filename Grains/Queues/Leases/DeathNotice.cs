using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Queues;

/// <summary>
/// Has the lifeline take up the work of a silo the moment that membership declares it dead. Every silo that is left asks for it,
/// since any of them may be next; the lifeline does it once.
/// </summary>
internal sealed class DeathNotice(SiloDeaths deaths, IGrainFactory grains, ILogger<DeathNotice> logger) : BackgroundService
{
    private const int MaxTries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var next = deaths.Next;
        while (!stoppingToken.IsCancellationRequested)
        {
            var dead = await next.WaitAsync(stoppingToken);
            next = deaths.Next;
            QueueLog.SiloDied(logger, dead);
            await Report(dead.ToParsableString(), stoppingToken);
        }
    }

    // The lifeline may have been on the silo that died, and the grains' directory may not know yet.
    private async Task Report(string silo, CancellationToken stoppingToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await grains.GetGrain<ILifelineGrain>(GrainKey.InDefaultTenant("lifeline").ToString()).TakeUpAfter(silo);
                return;
            }
            catch (OrleansException) when (tries < MaxTries)
            {
                await Task.Delay(Pause, stoppingToken);
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                // The lifeline's sweeps find the work all the same, once its leases have run out.
                QueueLog.DeathNotReported(logger, silo, exception.Message);
                return;
            }
        }
    }
}
