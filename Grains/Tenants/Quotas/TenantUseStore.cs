using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Sanctum.Agents;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Tenants;

/// <summary>Counts what a tenant has; each count is a range of an index that begins with the tenant, or of grain keys.</summary>
internal sealed class TenantUseStore(Database reads, IOptions<ClusterOptions> cluster)
{
    // A count needs to be no higher than what a quota can be.
    private const int Max = TenantRules.MaxQuota;

    /// <summary>How much of a quota is used.</summary>
    public Task<long> Count(TenantQuotaKind kind, string tenant, CancellationToken ct) => kind switch
    {
        TenantQuotaKind.Agents => CountAgents(tenant, ct),
        TenantQuotaKind.Users => CountUsers(tenant, ct),
        TenantQuotaKind.Keys => CountKeys(tenant, ct),
        TenantQuotaKind.Sessions => CountSessions(tenant, ct),
        _ => CountMemoryBlocks(tenant, ct),
    };

    private Task<long> CountAgents(string tenant, CancellationToken ct) =>
        CountStates(tenant, "agent", $"and (payload->>'Status')::int <> {(int)AgentStatus.Retired}", ct);

    private Task<long> CountSessions(string tenant, CancellationToken ct) => CountStates(tenant, "session", "", ct);

    private Task<long> CountUsers(string tenant, CancellationToken ct) =>
        Count(new SqlStatement("select count(*) from users where tenant = $1", Text(tenant)), ct);

    private Task<long> CountKeys(string tenant, CancellationToken ct) =>
        Count(
            new SqlStatement("select count(*) from api_keys where tenant = $1 and revoked_at is null", Text(tenant)), ct);

    private Task<long> CountMemoryBlocks(string tenant, CancellationToken ct) =>
        Count(
            new SqlStatement(
                """
                select (select count(*) from memory_block where tenant = $1)
                     + (select count(*) from memory_shared_block where tenant = $1)
                """,
                Text(tenant)),
            ct);

    private Task<long> CountStates(string tenant, string state, string which, CancellationToken ct) =>
        Count(
            new SqlStatement(
                $"""
                select count(*) from (
                    select from grain_state
                    where service_id = $1 and state_name = $2 and grain_key > $3 and grain_key < $4
                        and payload is not null {which}
                    limit $5) found
                """,
                Text(cluster.Value.ServiceId), Text(state), Text($"{tenant}/"), Text($"{tenant}0"), Int(Max)),
            ct);

    private Task<long> Count(SqlStatement statement, CancellationToken ct) =>
        reads.QuerySingleAsync(statement, row => row.GetInt64(0), ct);
}
