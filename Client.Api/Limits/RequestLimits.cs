using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Limits;

/// <summary>How many requests one remote address may make. Probes and the page are not counted.</summary>
internal static class RequestLimits
{
    private const int SegmentsPerWindow = 10;
    private static readonly string[] Uncounted = ["/health", "/ready", "/live", "/metrics"];

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddCors();
        builder.Services.AddSingleton<EventStreamSlots>();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<GatewayOptions>>((limiter, gateway) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => PartitionOf(context, gateway.Value));
            limiter.OnRejected = (rejected, _) => new ValueTask(ProblemWriter.WriteAsync(rejected.HttpContext, Refusal(gateway.Value)));
        });
    }

    /// <summary>Who calls, as limits count it: an IPv6 network of /64 is one caller, for each of its addresses is free to have.</summary>
    public static string Caller(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static RateLimitPartition<string> PartitionOf(HttpContext context, GatewayOptions options) =>
        Uncounted.Contains(context.Request.Path.Value)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetSlidingWindowLimiter(Caller(context), _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = options.RequestsPerWindow,
                Window = options.RequestWindow,
                SegmentsPerWindow = SegmentsPerWindow,
                QueueLimit = 0,
            });

    private static Problem Refusal(GatewayOptions options) => Problem.LimitExceeded(
        $"One address may make {options.RequestsPerWindow} requests in {options.RequestWindow.TotalSeconds:0.#} seconds.",
        options.RequestWindow / SegmentsPerWindow);
}
