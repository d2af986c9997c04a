using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Sanctum.Runtime.Hosting;

namespace Sanctum.Runtime.Activation;

/// <summary>Runs the startup tasks; at the end deactivates every grain, within a bound.</summary>
internal sealed class SiloLifetime(
    IServiceProvider services, GrainCatalog catalog, IOptions<GrainCollectionOptions> options, ILogger<SiloLifetime> logger)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var task in services.GetServices<StartupTask>())
            await task.Run(services, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The process stops.");
        var ending = new List<Task>();
        foreach (var activation in catalog.Activations)
        {
            activation.Deactivate(reason, cancellationToken);
            ending.Add(activation.Deactivated);
        }
        try
        {
            await Task.WhenAll(ending).WaitAsync(options.Value.DeactivationTimeout, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            RuntimeLog.StopTimedOut(logger, ending.Count(task => !task.IsCompleted));
        }
    }
}
