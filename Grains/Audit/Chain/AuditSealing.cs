using System.Collections.Immutable;

namespace Sanctum.Audit;

/// <summary>Gives unsealed entries their places in the chain, a batch in one transaction.</summary>
internal sealed class AuditSealing(AuditChainStore chain, AuditMeter meter)
{
    /// <summary>Few enough that writes which commit together with a batch hardly wait.</summary>
    public const int BatchSize = 200;

    /// <summary>Seals the oldest entries of a tenant.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> SealNext(string tenant, CancellationToken ct)
    {
        // In this order: entries that another has sealed since then come with a head that has moved since then.
        var head = await chain.FindHead(tenant, ct);
        var entries = await chain.ListUnsealed(tenant, BatchSize, ct);
        if (entries.IsEmpty)
            return false;
        var isSealed = await chain.Seal(tenant, head, Link(tenant, head, entries), ct);
        if (isSealed)
            meter.Sealed(entries.Length);
        return !isSealed || entries.Length == BatchSize;
    }

    private static SealedEntry[] Link(string tenant, ChainHead head, ImmutableArray<AuditEntry> entries)
    {
        var (seq, previous) = (head.Seq, head.Hash);
        var linked = new SealedEntry[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var hash = AuditHash.Of(tenant, entries[i], ++seq, previous);
            linked[i] = new SealedEntry(entries[i].Id, new AuditSeal(seq, previous, hash));
            previous = hash;
        }
        return linked;
    }
}
