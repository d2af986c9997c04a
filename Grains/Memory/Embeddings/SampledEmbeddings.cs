using Sanctum.Hosting;
using Sanctum.Tenants;

namespace Sanctum.Memory;

/// <summary>The number of embeddings that are to be made, over all tenants.</summary>
internal sealed class SampledEmbeddings(EmbeddingStore store, PassageMeter meter, TenantList tenants) : ISampledNumbers
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
