using System.Diagnostics.Metrics;

namespace Sanctum.Limits;

/// <summary>
/// Counts requests that reached a limit, and logs the first of each subject in a window; a minute has few lines.
/// </summary>
internal sealed partial class RefusedRequests(
    IMeterFactory meters, TimeProvider clock, ILogger<RefusedRequests> logger) : IDisposable
{
    private const int MaxLines = 60;

    private readonly RequestWindow _lines = new(MaxLines, TimeSpan.FromMinutes(1), clock);
    private readonly Counter<long> _refused = meters.Create("Sanctum.Gateway.Limits").CreateCounter<long>(
        "sanctum.gateway.refused_requests", "{request}", "Requests that were refused because they reached a limit, by limit");

    public void Record(IRequestLimit limit, LimitedSubject subject, LimitDecision decision)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("limit", limit.Name));
        if (!decision.IsFirstRefusal)
            return;
        using var line = _lines.AttemptAcquire();
        if (line.IsAcquired)
            Refused(logger, limit.Name, subject.Id, subject.Tenant, limit.Explain(subject.Rule));
    }

    public void Dispose() => _lines.Dispose();

    [LoggerMessage(2070, LogLevel.Warning, "The limit {Limit} refuses requests of {Subject} in tenant {Tenant}: {Rule}")]
    private static partial void Refused(ILogger logger, string limit, string subject, string tenant, string rule);
}
