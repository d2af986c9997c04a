using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Hosting;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Wakes the accounts when the process starts, when a platform's adapter comes and when a silo died, so that they continue at
/// once instead of at their reminder's next tick, and removes old sessions once a day.
/// </summary>
internal sealed class AccountStarter(
    IHostApplicationLifetime lifetime, PlatformAdapters adapters, AccountStore accounts, LoginStore sessions, SiloDeaths deaths,
    IGrainFactory grains,
    IOptions<PlatformOptions> options,
    ILogger<AccountStarter> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.WaitUntilStarted(stoppingToken))
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Day;
            var (arrival, death) = (adapters.NextArrival, deaths.Next);
            try
            {
                foreach (var account in await accounts.ListActive(stoppingToken))
                    await grains.Account(account).Wake();
                await sessions.RemoveEnded(tenant: null, options.Value.SessionRetention, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                AccountLog.NotWoken(logger, ExpectedFailure.Of(exception));
                pause = RetryPause;
            }
            await ((Task)Task.WhenAny(arrival, death)).WaitAsync(pause, stoppingToken).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
