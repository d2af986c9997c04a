using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Sanctum.Embeddings;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Conversations;

/// <summary>Agents with transcript entries to embed, which nobody does.</summary>
internal sealed class UntakenEntries(
    EnrolmentStore store, TextEmbedder embedder, IOptions<RecallOptions> options, IGrainFactory grains) : IUntakenWork
{
    public async Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        embedder.Model is null || !options.Value.ByMeaning
            ? []
            : await store.FindOverdue(grace, options.Value.KeepFor, max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IRecallIndexGrain>(key).Embed();
}
