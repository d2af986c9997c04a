using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace Sanctum.Tenants;

/// <summary>Shows how many tenants there are; no series names one.</summary>
internal sealed class TenantMeter
{
    private ImmutableArray<TenantState> _states = [];

    public TenantMeter(IMeterFactory meters) => meters.Create("Sanctum.Tenants").CreateObservableGauge(
        "sanctum.tenants", Read, "{tenant}", "Tenants by state, where the process has the grain that writes them");

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
