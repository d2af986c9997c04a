using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Identity;

namespace Sanctum.Audit;

/// <summary>Keeps nothing itself, so any process may have one.</summary>
[StatelessWorker, GrainType("audit")]
internal sealed class AuditGrain(AuditStore store) : Grain, IAuditGrain
{
    private string Tenant => this.Key().Tenant;

    public Task Record(AuditEntry entry) => store.Add(Tenant, entry, CancellationToken.None);

    public Task<ImmutableArray<AuditEntry>> List(AuditQuery query)
    {
        PageLimit.Check(query.Limit, max: AuditQuery.MaxPerPage);
        return store.List(Tenant, query, CancellationToken.None);
    }
}
