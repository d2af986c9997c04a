using System.Diagnostics.Metrics;
using System.Globalization;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>A problem in the envelope in which callers of the bridge look for it, and counted.</summary>
internal sealed class BridgeErrors(TimeProvider clock) : IErrorShape
{
    private const string Other = "other";
    private static readonly PathString Path = "/api/v1";
    private static readonly Meter Meter = new("Sanctum.Gateway.Bridge");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "sanctum.gateway.bridge_refusals", "{call}",
        "Calls of the web chat bridge that were refused or failed, by action and status");

    public bool IsExpectedAt(PathString path) => path.StartsWithSegments(Path);

    public Task WriteAsync(HttpContext context, Problem problem)
    {
        var (request, response) = (context.Request, context.Response);
        var action = BridgeActions.Find(request.Query["action"])?.Name ?? Other;
        Refusals.Add(
            1, new KeyValuePair<string, object?>("action", action), new KeyValuePair<string, object?>("status", problem.Status));
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        var wait = long.TryParse(response.Headers.RetryAfter, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : (long?)null;
        return response.WriteAsJsonAsync(Envelope(problem) with { RetryAfter = wait }, Json.Options, context.RequestAborted);
    }

    public ErrorAnswer Of(Problem problem) => new("application/json", Envelope(problem));

    private BridgeEnvelope Envelope(Problem problem) =>
        new(Success: false, clock.GetUtcNow(), Error: problem.Detail, Code: problem.Status);
}
