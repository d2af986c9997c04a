using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Identity;

namespace Sanctum.Audit;

/// <summary>Keeps nothing itself, so any process may have one.</summary>
[StatelessWorker, GrainType("audit")]
internal sealed class AuditGrain(AuditStore store, AuditChainStore chain) : Grain, IAuditGrain
{
    private string Tenant => this.Key().Tenant;

    public Task Record(AuditEntry entry) => store.Add(Tenant, entry, CancellationToken.None);

    public Task<ImmutableArray<AuditEntry>> List(AuditQuery query)
    {
        PageLimit.Check(query.Limit, max: AuditQuery.MaxPerPage);
        return store.List(Tenant, query, CancellationToken.None);
    }

    public async Task<AuditCheck> Check(AuditPosition? after)
    {
        var page = await chain.Read(Tenant, after?.Seq ?? 0, AuditCheck.MaxEntries, CancellationToken.None);
        return AuditVerification.Check(Tenant, page, after, isEnd: page.Entries.Length < AuditCheck.MaxEntries);
    }

    public async Task<AuditPlace> Locate(AuditPosition position)
    {
        if (await chain.FindHash(Tenant, position.Seq, CancellationToken.None) is { } hash)
            return hash == position.Hash ? AuditPlace.Found : AuditPlace.Missing;
        var anchor = (await chain.Read(Tenant, long.MaxValue, limit: 1, CancellationToken.None)).Ends.Anchor;
        if (anchor.Seq == position.Seq)
            return anchor.Hash == position.Hash ? AuditPlace.Found : AuditPlace.Missing;
        return position.Seq < anchor.Seq ? AuditPlace.Removed : AuditPlace.Missing;
    }
}
