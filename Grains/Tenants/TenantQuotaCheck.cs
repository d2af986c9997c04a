using System.Diagnostics.Metrics;

namespace Sanctum.Tenants;

/// <summary>
/// Refuses what a tenant's quota has no room for. It counts before each creation, so creations at the same moment may exceed a
/// quota by as many.
/// </summary>
internal sealed class TenantQuotaCheck(TenantList tenants, TenantUseStore use, IMeterFactory meters)
{
    private readonly Counter<long> _refused = meters.Create("Sanctum.Tenants").CreateCounter<long>(
        "sanctum.tenants.quota_refusals", "{request}", "Creations refused because a tenant's quota is used up, by quota");

    /// <exception cref="QuotaExceededException">There is no room for another agent.</exception>
    public Task CheckAgents(string tenant) => Check(tenant, "agents", tenants.QuotasOf(tenant).Agents, use.CountAgents);

    /// <exception cref="QuotaExceededException">There is no room for another user.</exception>
    public Task CheckUsers(string tenant) => Check(tenant, "users", tenants.QuotasOf(tenant).Users, use.CountUsers);

    /// <exception cref="QuotaExceededException">There is no room for another key.</exception>
    public Task CheckKeys(string tenant) => Check(tenant, "keys", tenants.QuotasOf(tenant).Keys, use.CountKeys);

    /// <exception cref="QuotaExceededException">There is no room for another session.</exception>
    public Task CheckSessions(string tenant) =>
        Check(tenant, "sessions", tenants.QuotasOf(tenant).Sessions, use.CountSessions);

    private async Task Check(string tenant, string quota, int? limit, Func<string, CancellationToken, Task<long>> count)
    {
        if (limit is not { } most || await count(tenant, CancellationToken.None) < most)
            return;
        _refused.Add(1, new KeyValuePair<string, object?>("quota", quota));
        throw new QuotaExceededException(tenant, quota, most);
    }
}
