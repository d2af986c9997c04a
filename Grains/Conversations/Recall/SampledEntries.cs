using Sanctum.Hosting;
using Sanctum.Tenants;

namespace Sanctum.Conversations;

/// <summary>The number of embeddings of transcript entries that are to be made, over all tenants.</summary>
internal sealed class SampledEntries(EntryVectorStore store, RecallMeter meter, TenantList tenants) : ISampledNumbers
{
    public async Task Sample(CancellationToken cancellationToken)
    {
        var open = 0L;
        foreach (var tenant in await tenants.Names())
            open += await store.CountOpen(tenant, cancellationToken);
        meter.ShowOpen(open);
    }

    public void Clear() => meter.ShowOpen(null);
}
