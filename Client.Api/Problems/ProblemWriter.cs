using System.Diagnostics;
using System.Globalization;
using Sanctum.Chat;
using Sanctum.Edge;
using Sanctum.Platforms.WebChat.Bridge;

namespace Sanctum.Problems;

/// <summary>Writes a problem as the answer, in the shape that its caller expects.</summary>
internal static class ProblemWriter
{
    private const string MediaType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (ChatErrors.AreSpokenAt(context.Request.Path))
            return ChatErrors.WriteAsync(context, problem);
        if (BridgeErrors.AreSpokenAt(context.Request.Path))
            return BridgeErrors.WriteAsync(context, problem);
        var traced = problem with { TraceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier };
        return response.WriteAsJsonAsync(traced, Json.Options, MediaType, context.RequestAborted);
    }
}
