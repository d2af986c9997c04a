using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// Ends the work of a process that is asked to stop: no more is taken, running turns finish if they can in three quarters of the
/// time that the process has, and the leases of the others are given back, so that whoever comes next takes them up at once.
/// Registered after the silo, which therefore stops after it.
/// </summary>
internal sealed class TurnDrain(
    HeldLeases leases, IGrainFactory grains, IHostApplicationLifetime lifetime, IOptions<HostOptions> host,
    ILogger<TurnDrain> logger) : IHostedService
{
    private const double ShareOfTurns = 0.75;
    private Task? _drained;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not only when it is this service's turn to stop: requests that are under way may take all of the time.
        lifetime.ApplicationStopping.Register(() => _drained = Drain());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _drained ??= Drain();

    private async Task Drain()
    {
        await leases.StopTaking().WaitAsync(host.Value.ShutdownTimeout * ShareOfTurns).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(leases.Close().Select(GiveBack));
    }

    private async Task GiveBack(LeaseToken lease)
    {
        try
        {
            // Its holder hears of it and stops; should it not, the fencing token refuses what it does from now on.
            await grains.Queue(lease.Agent).Defer(lease, TimeSpan.Zero);
            QueueLog.GivenBack(logger, lease.ItemId);
        }
        catch (LeaseLostException)
        {
            // It has ended in this very moment.
        }
        catch (Exception exception)
        {
            QueueLog.NotGivenBack(logger, ExpectedFailure.Of(exception), lease.ItemId);
        }
    }
}
