using Sanctum.Access;
using Sanctum.Identity;
using Sanctum.Tenants;
using Serilog.Core;
using Serilog.Events;

namespace Sanctum.Telemetry;

/// <summary>
/// Names the tenant on a log line: that of the caller, else that of the grain that logs. A line whose message names a tenant
/// keeps that one, and a line of no caller and no grain has none.
/// </summary>
internal sealed class TenantEnricher : ILogEventEnricher
{
    private const string Property = "Tenant";

    private volatile IGrainContextAccessor? _grains;

    /// <summary>
    /// Has it ask for the grain that logs. Not before the process has built its parts: asking for it builds some.
    /// </summary>
    public void Use(IGrainContextAccessor grains) => _grains = grains;

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if ((CallerTenant.Known ?? OfGrain()) is { } tenant)
            logEvent.AddPropertyIfAbsent(new LogEventProperty(Property, new ScalarValue(tenant)));
    }

    private string? OfGrain() =>
        _grains?.GrainContext is { GrainId: var id } && GrainKey.TryParse(id.Key.ToString(), out var key)
        && TenantName.IsValid(key.Tenant)
            ? key.Tenant
            : null;
}
