using Microsoft.Extensions.Options;
using Sanctum.Hosting;

namespace Sanctum.Conversations;

/// <summary>Vectors of transcripts that nobody searches by meaning any more.</summary>
internal sealed class UnsearchedEntries(EnrolmentStore store, IOptions<RecallOptions> options) : IExpiringRows
{
    public string Name => "vectors of transcripts";

    public async Task<int> RemoveExpired(int limit, CancellationToken cancellationToken)
    {
        var keepFor = options.Value.ByMeaning ? options.Value.KeepFor : TimeSpan.Zero;
        var (removed, count) = (0, 0);
        do
        {
            count = await store.RemoveUnsearched(keepFor, limit - removed, cancellationToken);
            removed += count;
        }
        while (count > 0 && removed < limit);
        return removed;
    }
}
