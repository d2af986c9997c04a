using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>
/// A block of core memory that belongs to a tenant, keyed <c>{tenant}/{label}</c>. It outlives the agents that it is shared with.
/// </summary>
/// <remarks>
/// The block and the rights of agents are answered from the grain's cache of their rows, versions from rows. All changes pass
/// through the grain, so the cache has every change that was answered. Its activation reads the rows and needs the database.
/// </remarks>
[Alias("sanctum.ISharedBlockGrain")]
public interface ISharedBlockGrain : IGrainWithStringKey
{
    /// <summary>The block with its text, from the cache.</summary>
    /// <exception cref="NotFoundException">There is no such block.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<SharedBlock> Get();

    /// <summary>
    /// The block as an agent sees it, with the agent's right, from the cache: never older than a change that was answered.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such block, or it is not shared with the agent.</exception>
    [AlwaysInterleave, ReadOnly, Alias("GetFor")]
    Task<MemoryBlock> GetFor(string agent);

    /// <summary>
    /// Changes the block for an operator; a write creates it. The same edit id again changes nothing. An edit with a
    /// <see cref="MemoryEdit.BaseVersion"/> that is not the block's version is merged by lines with what changed since then.
    /// </summary>
    /// <param name="edit">The change.</param>
    /// <param name="isReadOnly">Whether agents may no longer change the block; null leaves that as it is.</param>
    /// <exception cref="InvalidRequestException">The outcome would exceed a limit, or the text to replace is not
    /// there.</exception>
    /// <exception cref="NotFoundException">There is no such block, and the edit is not a write.</exception>
    /// <exception cref="BlockConflictException">What changed since the base version concerns the same lines.</exception>
    [Idempotent, Alias("Edit")]
    Task<SharedBlock> Edit(MemoryEdit edit, bool? isReadOnly);

    /// <summary>
    /// Changes the block for an agent, as far as its right allows: with <see cref="BlockRight.Append"/> it adds lines and leaves
    /// description and limit as they are. A write must name the version that it was made from, and is merged as in
    /// <see cref="Edit"/>. The same edit id again changes nothing.
    /// </summary>
    /// <param name="agent">The agent's id; edit ids of different agents are different edits.</param>
    /// <param name="edit">The change.</param>
    /// <exception cref="PolicyDeniedException">The agent's right does not allow it, the block is read-only, or a policy denies
    /// it.</exception>
    /// <exception cref="InvalidRequestException">The outcome would exceed a limit, the text to replace is not there, or a
    /// write has no <see cref="MemoryEdit.BaseVersion"/>.</exception>
    /// <exception cref="NotFoundException">There is no such block, or it is not shared with the agent.</exception>
    /// <exception cref="BlockConflictException">What changed since the base version concerns the same lines.</exception>
    [Idempotent, Alias("EditFor")]
    Task<MemoryBlock> EditFor(string agent, MemoryEdit edit);

    /// <summary>Deletes the block and its shares; its history stays. The same edit id again changes nothing.</summary>
    /// <exception cref="NotFoundException">There is no such block.</exception>
    [Idempotent, Alias("Delete")]
    Task Delete(string editId, string actor);

    /// <summary>A page of the versions from rows, newest first; also of a block that was deleted.</summary>
    /// <param name="after">The <see cref="BlockVersionPage.Next"/> of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    /// <exception cref="NotFoundException">There never was such a block.</exception>
    [AlwaysInterleave, ReadOnly, Alias("ListVersions")]
    Task<BlockVersionPage> ListVersions(int? after, int limit);

    /// <summary>A version from rows, with its text and what it changed.</summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    [AlwaysInterleave, ReadOnly, Alias("GetVersion")]
    Task<BlockVersion> GetVersion(int version);

    /// <summary>
    /// Takes one change out of the present text, as a new version; what changed since then stays. The undo of a deletion creates
    /// the block again, without its shares and not read-only. The same edit id again changes nothing.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="BlockConflictException">Later changes concern the same lines.</exception>
    /// <exception cref="InvalidRequestException">The outcome would exceed a limit.</exception>
    [Idempotent, Alias("Undo")]
    Task<SharedBlock> Undo(string editId, int version, string actor);

    /// <summary>
    /// Sets text, description and limit to those of an earlier version, as a new version. Whether the block is read-only is no
    /// part of a version and stays as it is. A block that was deleted is created again, without its shares and not read-only. The
    /// same edit id again changes nothing.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="InvalidRequestException">The version is a deletion.</exception>
    [Idempotent, Alias("Restore")]
    Task<SharedBlock> Restore(string editId, int version, string actor);

    /// <summary>Gives an agent a right, in place of the one that it has. <see cref="IMemoryGrain.Share"/> calls it.</summary>
    /// <exception cref="NotFoundException">There is no such block.</exception>
    /// <exception cref="ConflictException">The block is shared with the maximum number of agents.</exception>
    [Idempotent, Alias("Share")]
    Task<BlockShare> Share(string agent, BlockRight right, string actor);

    /// <summary>Takes an agent's right away; safe to repeat. <see cref="IMemoryGrain.Unshare"/> calls it.</summary>
    [Idempotent, Alias("Unshare")]
    Task Unshare(string agent);
}
