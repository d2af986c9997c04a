using Sanctum.Hosting;
using Sanctum.Problems;

namespace Sanctum.Limits;

/// <summary>Asks every kind of limit before a request is worked on; the first that is reached refuses it.</summary>
internal static class RequestLimits
{
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddCors();
        builder.Services.AddSingleton<EventStreamSlots>();
        builder.Services.AddSingleton<SharedLimits>();
        builder.Services.AddSingleton<RefusedRequests>();
        builder.Services.AddHostedService<LimitReports>();
        foreach (var kind in typeof(IRequestLimit).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IRequestLimit)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal))
            builder.Services.AddSingleton(typeof(IRequestLimit), kind);
    }

    /// <summary>Asks the limits of a stage here.</summary>
    public static void UseLimits(this WebApplication app, LimitStage stage)
    {
        IRequestLimit[] limits = [.. app.Services.GetServices<IRequestLimit>().Where(limit => limit.Stage == stage)];
        if (limits.Length == 0)
            return;
        var gate = ActivatorUtilities.CreateInstance<LimitGate>(app.Services);
        app.Use(async (context, next) =>
        {
            foreach (var limit in limits)
            {
                if (!await gate.Lets(context, limit))
                    return;
            }
            await next(context);
        });
    }
}

/// <summary>Counts a request against a limit, and answers it where the limit is reached.</summary>
internal sealed class LimitGate(SharedLimits shared, RefusedRequests refused, StartupProgress progress)
{
    public async ValueTask<bool> Lets(HttpContext context, IRequestLimit limit)
    {
        if (limit.SubjectOf(context) is not { } subject)
            return true;
        if (!progress.IsCompleted)
        {
            await ProblemWriter.WriteAsync(context, Problem.ClusterUnavailable("The gateway is starting; try again shortly."));
            return false;
        }
        var decision = await shared.Acquire(limit.Name, subject, context.RequestAborted);
        RateLimitHeaders.Add(context, limit.Name, subject.Rule, decision);
        if (decision.IsGranted)
            return true;
        refused.Record(limit, subject, decision);
        await ProblemWriter.WriteAsync(context, limit.Refuse(subject.Rule, decision.RetryAfter));
        return false;
    }
}
