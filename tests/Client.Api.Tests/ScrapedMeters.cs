using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Sanctum.Metrics;
using Sanctum.Telemetry;

namespace Sanctum.Tests;

/// <summary>
/// A process with nothing but <c>/metrics</c>, as the product sets it up, and one meter of a test, which nothing else scrapes.
/// </summary>
internal sealed class ScrapedMeters : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private ScrapedMeters(WebApplication app) => _app = app;

    public Meter Meter { get; private init; } = new("");

    public static async Task<ScrapedMeters> Start()
    {
        var meter = new Meter($"Scraped.{Guid.NewGuid():N}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddOpenTelemetry().WithMetrics(
            meters => meters.AddMeter(meter.Name).AddView(MetricViews.Of).AddScrape());
        var app = builder.Build();
        new MetricsEndpoints().Map(app);
        await app.StartAsync();
        return new ScrapedMeters(app) { Meter = meter };
    }

    public async Task<string> Text() => "\n" + await _http.GetStringAsync($"{_app.Urls.Single()}/metrics");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Meter.Dispose();
        await _app.DisposeAsync();
    }
}
