using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Reads rows and caches nothing.</summary>
[StatelessWorker, GrainType("sharedblocks")]
internal sealed class SharedBlocksGrain(SharedBlockStore store, BlockShareStore shares) : Grain, ISharedBlocksGrain
{
    public async Task<SharedBlockPage> List(string? after, int limit)
    {
        PageLimit.Check(limit);
        NullCharacter.Refuse("after", after);
        var blocks = await store.List(this.Key().Tenant, after, limit + 1, CancellationToken.None);
        return blocks.Length > limit
            ? new SharedBlockPage(blocks[..limit], blocks[limit - 1].Label)
            : new SharedBlockPage(blocks, null);
    }

    public async Task<BlockSharePage> ListShares(string label, string? after, int limit)
    {
        PageLimit.Check(limit);
        NullCharacter.Refuse("after", after);
        var found = await shares.List(this.Key().Tenant, label, after, limit + 1, CancellationToken.None);
        return found.Length > limit
            ? new BlockSharePage(found[..limit], found[limit - 1].Agent)
            : new BlockSharePage(found, null);
    }

    public Task<BlockShare?> FindShare(string label, string agent) =>
        shares.Find(new GrainKey(this.Key().Tenant, label), agent, CancellationToken.None);
}
