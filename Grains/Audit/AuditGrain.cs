using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Audit;

/// <summary>Keeps nothing itself, so any process may have one.</summary>
[StatelessWorker, GrainType("audit")]
internal sealed class AuditGrain(AuditStore store) : Grain, IAuditGrain
{
    private string Tenant => GrainKey.Parse(this.GetPrimaryKeyString()).Tenant;

    public Task Record(AuditEntry entry) => store.Add(Tenant, entry, CancellationToken.None);

    public Task<ImmutableArray<AuditEntry>> List(AuditQuery query) => query.Limit is >= 1 and <= AuditQuery.MostPerPage
        ? store.List(Tenant, query, CancellationToken.None)
        : throw new InvalidRequestException("limit", $"{query.Limit} is not between 1 and {AuditQuery.MostPerPage}.");
}
