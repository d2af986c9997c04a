using Sanctum.Edge;

namespace Sanctum.Metrics;

/// <summary>The process' meters for Prometheus to scrape.</summary>
internal sealed class MetricsEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (MeterCollector collector) => Results.Text(PrometheusText.Write(collector.Collect()), PrometheusText.MediaType))
            .WithTags("Health")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithSummary("Meters in Prometheus' text format 0.0.4");
}
