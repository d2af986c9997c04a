using System.Diagnostics;
using System.Globalization;
using Sanctum.Edge;

namespace Sanctum.Problems;

/// <summary>Writes a problem as the answer, in the shape that its caller expects.</summary>
internal static class ProblemWriter
{
    public const string MediaType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(
                CultureInfo.InvariantCulture);
        var shapes = context.RequestServices.GetServices<IErrorShape>();
        if (shapes.FirstOrDefault(shape => shape.IsExpectedAt(context.Request.Path)) is { } expected)
            return expected.WriteAsync(context, problem);
        var traced = problem with { TraceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier };
        return response.WriteAsJsonAsync(traced, Json.Options, MediaType, context.RequestAborted);
    }
}
