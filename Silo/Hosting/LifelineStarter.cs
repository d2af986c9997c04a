using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Queues;
using Sanctum.Retention;

namespace Sanctum.Hosting;

/// <summary>
/// Starts what works without anybody calling, once the silo is active: the lifeline, which takes up what a crash left, the
/// sampler behind the metrics, retention, and the list of sessions.
/// </summary>
internal sealed class LifelineStarter(IHostApplicationLifetime lifetime, IGrainFactory grains, ILogger<LifelineStarter> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.WaitUntilStarted(stoppingToken))
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<ILifelineGrain>(GrainKey.InDefaultTenant("lifeline").ToString()).Start();
                await grains.GetGrain<ISamplerGrain>(GrainKey.InDefaultTenant("sampler").ToString()).Start();
                await grains.GetGrain<IRetentionGrain>(GrainKey.InDefaultTenant("retention").ToString()).Start();
                await grains.SessionDirectory(GrainKey.DefaultTenant).Start();
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                HostingLog.LifelineNotStarted(logger, ExpectedFailure.Of(exception));
            }
            await Task.Delay(RetryPause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

internal static partial class HostingLog
{
    [LoggerMessage(
        3001, LogLevel.Warning, "The lifeline, the sampler, retention or the list of sessions could not be started; retrying")]
    public static partial void LifelineNotStarted(ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Information, "The silo serves health and metrics on {Url}")]
    public static partial void SiloAnswers(ILogger logger, string url);
}
