using System.Diagnostics.Metrics;
using System.Globalization;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>A problem in the envelope in which callers of the bridge look for it, and counted.</summary>
internal static class BridgeErrors
{
    private const string Other = "other";
    private static readonly PathString Path = "/api/v1";
    private static readonly Meter Meter = new("Sanctum.Gateway.Bridge");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "sanctum.gateway.bridge_refusals", "{call}", "Calls of the web chat bridge that were refused or failed, by action and status");

    /// <summary>Whether requests to this path come from such callers.</summary>
    public static bool AreSpokenAt(PathString path) => path.StartsWithSegments(Path);

    /// <summary>Writes a problem whose status is set already.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        var (request, response) = (context.Request, context.Response);
        var action = BridgeActions.Find(request.Query["action"])?.Name ?? Other;
        Refusals.Add(1, new KeyValuePair<string, object?>("action", action), new KeyValuePair<string, object?>("status", problem.Status));
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var wait = long.TryParse(response.Headers.RetryAfter, CultureInfo.InvariantCulture, out var seconds) ? seconds : (long?)null;
        return response.WriteAsJsonAsync(From(problem, now) with { RetryAfter = wait }, Json.Options, context.RequestAborted);
    }

    public static BridgeEnvelope From(Problem problem, DateTimeOffset now) => new(Success: false, now, Error: problem.Detail, Code: problem.Status);
}
