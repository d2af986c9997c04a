using Sanctum.Health;

namespace Sanctum.Hosting;

/// <summary>
/// Whether this process has started, and what it waits for until then. The listener is up first, so requests can arrive earlier.
/// </summary>
internal sealed class StartupProgress(IHostApplicationLifetime lifetime, IEnumerable<IReadinessProbe> probes)
{
    /// <summary>Whether every part has started.</summary>
    public bool IsCompleted => lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>The check that the start waits for; null once the process has started.</summary>
    public async ValueTask<HealthCheck?> FindMissing(CancellationToken cancellationToken)
    {
        if (IsCompleted)
            return null;
        foreach (var probe in probes)
        {
            if (await probe.FindProblem(cancellationToken) is { } problem)
                return new HealthCheck(probe.Name, HealthStatus.Unavailable, problem);
        }
        return IsCompleted ? null : new HealthCheck("start", HealthStatus.Unavailable, "The process is starting.");
    }
}
