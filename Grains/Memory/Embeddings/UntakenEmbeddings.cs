using System.Collections.Immutable;
using Sanctum.Embeddings;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Agents with passages whose embedding is due and is not being made.</summary>
internal sealed class UntakenEmbeddings(EmbeddingStore store, TextEmbedder embedder, IGrainFactory grains) : IUntakenWork
{
    public async Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        embedder.Model is null ? [] : await store.FindOverdue(grace, max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IPassagesGrain>(key).Embed();
}
