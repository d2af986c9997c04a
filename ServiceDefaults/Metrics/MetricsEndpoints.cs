using Sanctum.Access;
using Sanctum.Edge;

namespace Sanctum.Metrics;

/// <summary>The process' meters for Prometheus to scrape.</summary>
internal sealed class MetricsEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var exporter = routes.CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        // As a delegate, not as a RequestDelegate, which the API's document leaves out.
        Delegate scrape = (HttpContext context) => exporter(context);
        routes.MapGet("/metrics", scrape)
            .Needs("metrics:read").ForOperators()
            .WithTags("Health")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithSummary("Meters in Prometheus' text format 0.0.4");
    }
}
