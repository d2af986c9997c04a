using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Limits;

/// <summary>How many requests one remote address may make. Probes and the page are not counted.</summary>
internal static class RequestLimits
{
    private static readonly string[] Uncounted = ["/health", "/ready", "/live", "/metrics"];

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddCors();
        builder.Services.AddSingleton<EventStreamSlots>();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<GatewayOptions>, TimeProvider>(
            (limiter, gateway, clock) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                context => PartitionOf(context, gateway.Value, clock));
            limiter.OnRejected = (rejected, _) => new ValueTask(
                ProblemWriter.WriteAsync(rejected.HttpContext, Refusal(gateway.Value, rejected.Lease)));
        });
    }

    private static RateLimitPartition<string> PartitionOf(HttpContext context, GatewayOptions options, TimeProvider clock) =>
        Uncounted.Contains(context.Request.Path.Value)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.Get<string>(
                CallerAddress.Of(context), _ => new RequestWindow(options.RequestsPerWindow, options.RequestWindow, clock));

    private static Problem Refusal(GatewayOptions options, RateLimitLease lease) => Problem.LimitExceeded(
        $"One address may make {options.RequestsPerWindow} requests in {options.RequestWindow.TotalSeconds:0.#} seconds.",
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : options.RequestWindow);
}
