using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>The shared blocks of a tenant, keyed <c>{tenant}/shared-blocks</c>. All answers are from rows.</summary>
[Alias("sanctum.ISharedBlocksGrain")]
public interface ISharedBlocksGrain : IGrainWithStringKey
{
    /// <summary>A page of the blocks, by label, without their texts.</summary>
    /// <param name="after">The <see cref="SharedBlockPage.Next"/> of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    [ReadOnly, Alias("List")]
    Task<SharedBlockPage> List(string? after, int limit);

    /// <summary>A page of the agents that a block is shared with; empty where there is no such block.</summary>
    /// <param name="label">The block.</param>
    /// <param name="after">The <see cref="BlockSharePage.Next"/> of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    [ReadOnly, Alias("ListShares")]
    Task<BlockSharePage> ListShares(string label, string? after, int limit);

    /// <summary>The share of a block with an agent; null where there is none.</summary>
    /// <param name="label">The block.</param>
    /// <param name="agent">The agent's id.</param>
    [ReadOnly, Alias("FindShare")]
    Task<BlockShare?> FindShare(string label, string agent);
}
