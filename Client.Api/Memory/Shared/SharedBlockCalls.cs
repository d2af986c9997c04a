using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>Calls of shared blocks of the caller's tenant.</summary>
internal static class SharedBlockCalls
{
    public static ISharedBlockGrain SharedBlock(this IGrainFactory grains, SharedLabel label) =>
        grains.SharedBlock(label.GrainKey);

    public static ISharedBlocksGrain SharedBlocks(this IGrainFactory grains) =>
        grains.GetGrain<ISharedBlocksGrain>(CallerTenant.Key("shared-blocks").ToString());

    /// <summary>A block, or null.</summary>
    public static async Task<SharedBlock?> FindShared(this IGrainFactory grains, SharedLabel label)
    {
        try
        {
            return await grains.SharedBlock(label).Get();
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    /// <summary>Changes a block; the audit log has what was and what is.</summary>
    public static async Task<SharedBlock> Change(
        this IGrainFactory grains, SharedLabel label, HttpRequest request, Func<ISharedBlockGrain, Task<SharedBlock>> change)
    {
        var before = await grains.FindShared(label);
        var after = await change(grains.SharedBlock(label));
        request.HttpContext.AuditChange(AuditedChange.Between(before, after));
        return after;
    }
}
