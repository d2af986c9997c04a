using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;
using Sanctum.Settings;

namespace Sanctum.Health;

/// <summary>
/// Tries what serving needs, in the way that serving does: a read of rows through a grain proves silo, database and
/// migrations; an event that comes back proves the streams. Concurrent callers share one look.
/// </summary>
internal sealed class Readiness(
    IClusterClient grains, StartupProgress progress, IEnumerable<IReadinessProbe> probes, TimeProvider clock,
    ILogger<Readiness> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodFor = TimeSpan.FromMilliseconds(500);
    private readonly string _probe = GrainKey.InDefaultTenant($"ready-{Guid.CreateVersion7()}").ToString();
    private readonly Lock _gate = new();
    private Task<HealthReport>? _latest;
    private long _startedAt;
    private bool _hadStarted;

    public Task<HealthReport> Check(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // What was seen before the end of the start says nothing about what comes after it.
            var hasStarted = progress.IsCompleted;
            if (_latest is null
                || (_latest.IsCompleted && (hasStarted != _hadStarted || clock.GetElapsedTime(_startedAt) > GoodFor)))
                (_latest, _startedAt, _hadStarted) = (Look(), clock.GetTimestamp(), hasStarted);
            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthReport> Look()
    {
        if (await progress.FindMissing(CancellationToken.None) is { } missing)
            return new HealthReport(missing.Status, [missing]);
        var (impairments, mode) = (FindImpairments(), FindMode());
        var needed = await Task.WhenAll([.. probes.Select(Ask), Try("grains", ReadRows), Try("streams", SendEvent)]);
        var (process, impaired) = await impairments;
        HealthCheck[] checks = [.. needed, .. impaired];
        return new HealthReport(checks.Max(check => check.Status), checks, process) { MessageMode = await mode };
    }

    private async Task<HealthCheck> Try(string name, Func<Task> part)
    {
        try
        {
            await part().WaitAsync(Patience);
            return new HealthCheck(name, HealthStatus.Ok, null);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return new HealthCheck(name, HealthStatus.Unavailable, $"No answer within {Patience.TotalSeconds:0} s.");
        }
        // Whatever it is, it is a reason not to send requests here.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new HealthCheck(name, HealthStatus.Unavailable, Explain(name, e));
        }
    }

    private async Task<(string? Process, IEnumerable<HealthCheck> Checks)> FindImpairments()
    {
        try
        {
            var found = await grains.GetGrain<IHealthGrain>(GrainKey.InDefaultTenant("health").ToString()).ListImpairments()
                .WaitAsync(Patience);
            return (
                found.Process,
                found.Items.Select(one => new HealthCheck(one.Part, HealthStatus.Degraded, $"{one.Name}: {one.Reason}")));
        }
        // What is needed to ask is what the other checks look at.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            HealthLog.ImpairmentsUnknown(logger, e);
            return (null, []);
        }
    }

    private async Task<MessageMode?> FindMode()
    {
        try
        {
            var settings = grains.GetGrain<IMessageModeGrain>(GrainKey.InDefaultTenant("settings").ToString());
            return (await settings.Get().WaitAsync(Patience)).Mode;
        }
        // As above.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            HealthLog.ModeUnknown(logger, e);
            return null;
        }
    }

    private static async Task<HealthCheck> Ask(IReadinessProbe probe)
    {
        if (await probe.FindProblem(CancellationToken.None) is { } problem)
            return new HealthCheck(probe.Name, HealthStatus.Unavailable, problem);
        var weakness = await probe.FindWeakness(CancellationToken.None);
        return new HealthCheck(probe.Name, weakness is null ? HealthStatus.Ok : HealthStatus.Degraded, weakness);
    }

    private async Task ReadRows()
    {
        await grains.GetGrain<IAgentDirectoryGrain>(GrainKey.InDefaultTenant("agents").ToString()).List(
            after: null, limit: 1, includeRetired: true);
    }

    private Task SendEvent() => grains.GetGrain<IStreamProbeGrain>(_probe).Probe(Patience);

    // Our own errors are written for callers; what nobody foresaw says nothing about our insides.
    private string Explain(string part, Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is SanctumException)
                return inner.Message;
        }
        HealthLog.CheckFailed(logger, failure, part);
        return "It failed; the log says why.";
    }
}

internal static partial class HealthLog
{
    [LoggerMessage(3101, LogLevel.Warning, "Readiness: {Part} does not work")]
    public static partial void CheckFailed(ILogger logger, Exception exception, string part);

    [LoggerMessage(3102, LogLevel.Debug, "Readiness: impairments could not be read")]
    public static partial void ImpairmentsUnknown(ILogger logger, Exception exception);

    [LoggerMessage(3104, LogLevel.Debug, "Readiness: the message mode could not be read")]
    public static partial void ModeUnknown(ILogger logger, Exception exception);
}
