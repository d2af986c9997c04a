using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sanctum.Hosting;

/// <summary>Logs and measures how long the process took from its start until it was ready.</summary>
internal sealed class StartupDuration(IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<StartupDuration> logger)
    : IHostedService
{
    private static readonly Meter Meter = new("Sanctum.Hosting");
    private static readonly Gauge<double> Duration = Meter.CreateGauge<double>(
        "sanctum.process.startup.duration", "s", "Time from the start of the process until all of it was ready");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Report);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Report()
    {
        using var process = Process.GetCurrentProcess();
        var duration = clock.GetUtcNow() - process.StartTime;
        Duration.Record(duration.TotalSeconds);
        StartupLog.Ready(logger, (long)duration.TotalMilliseconds);
    }
}

internal static partial class StartupLog
{
    [LoggerMessage(3103, LogLevel.Information, "Ready {Milliseconds} ms after the process started")]
    public static partial void Ready(ILogger logger, long milliseconds);
}
