using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace Sanctum.Tenants;

/// <summary>Shows how many tenants there are; no series names one.</summary>
internal sealed class TenantMeter
{
    private ImmutableArray<TenantState> _states = [];

    private readonly Counter<long> _refused;

    public TenantMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Tenants");
        meter.CreateObservableGauge(
            "sanctum.tenants", Read, "{tenant}", "Tenants by state, where the process has the grain that writes them");
        _refused = meter.CreateCounter<long>(
            "sanctum.tenants.quota_refusals", "{request}", "Creations refused because a tenant's quota is used up, by quota");
    }

    /// <summary>Counts a creation for which a quota had no room.</summary>
    public void Refused(TenantQuotaKind kind) => _refused.Add(1, new KeyValuePair<string, object?>("quota", kind.NameOf()));

    /// <summary>Shows these tenants; none where another process shows them.</summary>
    public void Show(IEnumerable<Tenant> tenants) =>
        ImmutableInterlocked.InterlockedExchange(ref _states, [.. tenants.Select(tenant => tenant.State)]);

    private IEnumerable<Measurement<int>> Read()
    {
        var states = _states;
        return states.GroupBy(state => state).Select(group => new Measurement<int>(
            group.Count(), new KeyValuePair<string, object?>("state", group.Key.ToString().ToLowerInvariant())));
    }
}
