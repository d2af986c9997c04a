namespace Sanctum.Metrics;

/// <summary>Collects the meters of the process from its start on.</summary>
internal static class MetricsServices
{
    public static void AddMetrics(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MeterCollector>();
        builder.Services.AddHostedService<MeterCollection>();
    }
}

/// <summary>Has the collector listen before anything is measured, not only once somebody asks.</summary>
internal sealed class MeterCollection(MeterCollector collector) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        collector.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
