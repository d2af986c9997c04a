using Sanctum.Edge;
using Sanctum.Hosting;
using Sanctum.Problems;

namespace Sanctum.Health;

/// <summary>
/// Answers API requests with 503 until the process has started: the listener is up before the database, the last migration and
/// the cluster are.
/// </summary>
internal static class StartupGate
{
    public static void UseStartupGate(this WebApplication app)
    {
        var progress = app.Services.GetRequiredService<StartupProgress>();
        app.Use(async (context, next) =>
        {
            if (!OwnApi.Includes(context.Request.Path)
                || await progress.FindMissing(context.RequestAborted) is not { } missing)
                await next(context);
            else
                await ProblemWriter.WriteAsync(context, Explain(missing));
        });
    }

    private static Problem Explain(HealthCheck missing)
    {
        var detail = $"{missing.Detail} The same request can be sent again.";
        return missing.Name == "database" ? Problem.StorageUnavailable(detail) : Problem.ClusterUnavailable(detail);
    }
}
