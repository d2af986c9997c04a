using Sanctum.Telemetry;

namespace Sanctum.Hosting;

/// <summary>Has the log lines of grains name their tenant, once Orleans' parts are there.</summary>
internal sealed class GrainLogLines(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetService<TenantEnricher>()?.Use(services.GetRequiredService<IGrainContextAccessor>());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
