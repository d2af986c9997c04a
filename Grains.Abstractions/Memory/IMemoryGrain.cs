using System.Collections.Immutable;
using Orleans.CodeGeneration;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>
/// An agent's core memory, keyed like the agent: named blocks of text, each with a limit. They are always before the model's
/// eyes, but for those that were put away, such as what is known about people who are not there now.
/// </summary>
[Alias("sanctum.IMemoryGrain"), Version(1)]
public interface IMemoryGrain : IGrainWithStringKey
{
    /// <summary>Creates the blocks that are not there yet; those that are stay as they are.</summary>
    [Alias("Provision")]
    Task Provision(ImmutableArray<MemoryBlock> blocks);

    /// <summary>
    /// Every block that the model sees, in the order of their labels, with those that are shared with the agent: those that
    /// were put away are not among them.
    /// </summary>
    /// <remarks>
    /// The agent's blocks are from the grain's cache, also while the database is away: for a turn, which writes before and after.
    /// Shared ones are from the cache of each block's grain (<see cref="ISharedBlockGrain.GetFor"/>), which needs the database if
    /// it is not active.
    /// </remarks>
    /// <exception cref="StorageUnavailableException">A shared block is not active, and the database is away.</exception>
    [AlwaysInterleave, ReadOnly, Alias("GetBlocks")]
    Task<ImmutableArray<MemoryBlock>> GetBlocks();

    /// <summary>The same blocks, and whether the agent has archival memory too.</summary>
    /// <remarks>From the grain's cache, as <see cref="GetBlocks"/>.</remarks>
    [AlwaysInterleave, ReadOnly, Alias("ReadForTurn")]
    Task<TurnMemory> ReadForTurn();

    /// <summary>
    /// Takes note of whether the agent has passages. For its archival memory only, which says so when that changes.
    /// </summary>
    [AlwaysInterleave, Idempotent, Alias("NotePassages")]
    Task NotePassages(bool hasAny);

    /// <summary>
    /// The same blocks, the agent's from rows and shared ones from the cache of their grains: never older than a write that was
    /// answered.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    [AlwaysInterleave, ReadOnly, Alias("ReadBlocks")]
    Task<ImmutableArray<MemoryBlock>> ReadBlocks();

    /// <summary>
    /// One block, whether the model sees it or not; null if there is none. From rows; a shared one from the cache of its grain.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Find")]
    Task<MemoryBlock?> Find(string label);

    /// <summary>
    /// Changes one block. The same edit id again changes nothing and answers the block as it is; nor does an edit after which the
    /// block would hold what it holds. An edit with a <see cref="MemoryEdit.BaseVersion"/> that is not the block's version is
    /// merged by lines with what changed since then. A shared block is changed as <see cref="ISharedBlockGrain.EditFor"/> does.
    /// </summary>
    /// <exception cref="InvalidRequestException">The outcome would exceed a limit, the text to replace is not there, or a
    /// write of a shared block has no <see cref="MemoryEdit.BaseVersion"/>.</exception>
    /// <exception cref="NotFoundException">There is no such block, and the edit is not a write.</exception>
    /// <exception cref="ConflictException">The block is shared with the agent, and the actor is not the agent.</exception>
    /// <exception cref="PolicyDeniedException">A policy or the right to a shared block denies it.</exception>
    /// <exception cref="BlockConflictException">What changed since the base version concerns the same lines.</exception>
    [Idempotent, Alias("Edit")]
    Task<MemoryBlock> Edit(MemoryEdit edit);

    /// <summary>Puts a block before the model's eyes; one that is not there yet is created empty. Safe to repeat.</summary>
    /// <param name="label">The block.</param>
    /// <param name="description">What it is for, if it is created.</param>
    /// <exception cref="InvalidRequestException">There would be more blocks than an agent may see, or may keep.</exception>
    [Idempotent, Alias("Attach")]
    Task<MemoryBlock> Attach(string label, string description);

    /// <summary>
    /// Puts a block away: it is kept, can be edited, and is not seen until it is attached again. Safe to repeat.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such block.</exception>
    [Idempotent, Alias("Detach")]
    Task<MemoryBlock> Detach(string label);

    /// <summary>Deletes a block, seen or put away; its history stays. The same edit id again changes nothing.</summary>
    /// <param name="editId">Idempotency key.</param>
    /// <param name="label">The block.</param>
    /// <param name="actor">Who deletes it.</param>
    /// <exception cref="NotFoundException">There is no such block.</exception>
    [Idempotent, Alias("Delete")]
    Task Delete(string editId, string label, string actor);

    /// <summary>
    /// Attaches the blocks of the present day, month and year (UTC); those that are not there yet are created empty. Safe to
    /// repeat: a block that is attached until it is detached stays so.
    /// </summary>
    /// <returns>The blocks, in the order of the periods.</returns>
    /// <exception cref="InvalidRequestException">There would be more blocks than an agent may see, or may keep.</exception>
    [Idempotent, Alias("AttachTemporal")]
    Task<ImmutableArray<MemoryBlock>> AttachTemporal(TemporalAttachment attachment);

    /// <summary>Detaches temporal blocks and keeps their texts. Safe to repeat.</summary>
    /// <param name="labels">Which; empty for all that are attached. At most 64.</param>
    /// <param name="actor">The agent's id, or an operator.</param>
    /// <returns>The blocks.</returns>
    /// <exception cref="InvalidRequestException">A label is not one of a temporal block of the agent.</exception>
    /// <exception cref="NotFoundException">There is no such block.</exception>
    [Idempotent, Alias("DetachTemporal")]
    Task<ImmutableArray<MemoryBlock>> DetachTemporal(ImmutableArray<string> labels, string actor);

    /// <summary>Detaches what is attached for the turn of a session. Safe to repeat.</summary>
    [OneWay, Idempotent, Alias("EndTurn")]
    Task EndTurn(string session);

    /// <summary>A page of the versions of a block of the agent from rows, newest first; also of one that was deleted.</summary>
    /// <param name="label">The block.</param>
    /// <param name="after">The <see cref="BlockVersionPage.Next"/> of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    /// <exception cref="NotFoundException">There never was such a block.</exception>
    [AlwaysInterleave, ReadOnly, Alias("ListVersions")]
    Task<BlockVersionPage> ListVersions(string label, int? after, int limit);

    /// <summary>A version of a block of the agent from rows, with its text and what it changed.</summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    [AlwaysInterleave, ReadOnly, Alias("GetVersion")]
    Task<BlockVersion> GetVersion(string label, int version);

    /// <summary>
    /// Takes one change back out of the present text; what changed since then stays. That is a version itself, and can be undone.
    /// The same edit id again changes nothing.
    /// </summary>
    /// <param name="editId">Idempotency key.</param>
    /// <param name="label">The block; the undo of a deletion creates it again.</param>
    /// <param name="version">The change to undo.</param>
    /// <param name="actor">Who undoes it.</param>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="BlockConflictException">Later changes concern the same lines.</exception>
    /// <exception cref="InvalidRequestException">The outcome would pass a limit.</exception>
    [Idempotent, Alias("Undo")]
    Task<MemoryBlock> Undo(string editId, string label, int version, string actor);

    /// <summary>
    /// Sets a block to the text, description and limit of an earlier version, as a new version. A block that was deleted is
    /// created again. The same edit id again changes nothing.
    /// </summary>
    /// <param name="editId">Idempotency key.</param>
    /// <param name="label">The block.</param>
    /// <param name="version">The version to return to.</param>
    /// <param name="actor">Who does.</param>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="InvalidRequestException">The version is a deletion, or there would be too many blocks.</exception>
    [Idempotent, Alias("Restore")]
    Task<MemoryBlock> Restore(string editId, string label, int version, string actor);

    /// <summary>
    /// Shares a block of the tenant with the agent, which sees it among its blocks from the next model call on; or changes its
    /// right to it. Safe to repeat.
    /// </summary>
    /// <param name="label">The block.</param>
    /// <param name="right">What the agent may do with it.</param>
    /// <param name="actor">Who shares it.</param>
    /// <exception cref="NotFoundException">There is no such shared block.</exception>
    /// <exception cref="ConflictException">The agent has a block with that label, or the block is shared with the maximum
    /// number of agents.</exception>
    /// <exception cref="InvalidRequestException">The agent sees the maximum number of blocks already.</exception>
    [Idempotent, Alias("Share")]
    Task<BlockShare> Share(string label, BlockRight right, string actor);

    /// <summary>Ends a share. Safe to repeat.</summary>
    [Idempotent, Alias("Unshare")]
    Task Unshare(string label, string actor);

    /// <summary>
    /// Ends all shares of the agent that rows have, when it is retired or restored. The blocks stay. Safe to repeat.
    /// </summary>
    [Idempotent, Alias("EndShares")]
    Task EndShares();
}

/// <summary>A block of core memory.</summary>
/// <param name="Label">Unique for the agent; at most 128 characters.</param>
/// <param name="Value">The text.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Limit">Most characters it may hold.</param>
/// <param name="Version">Counts its changes, from 1.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="IsAttached">Whether the model sees it.</param>
/// <param name="AttachedFor">The session whose turn it is attached for; null where it stays until it is detached.</param>
/// <param name="Right">What the agent may do with a block that is shared with it; null for a block of the agent.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-block")]
public sealed record MemoryBlock(
    [property: Id(0)] string Label,
    [property: Id(1)] string Value,
    [property: Id(2)] string Description,
    [property: Id(3)] int Limit,
    [property: Id(4)] int Version,
    [property: Id(5)] DateTimeOffset UpdatedAt,
    [property: Id(6)] bool IsAttached = true,
    [property: Id(7)] string? AttachedFor = null,
    [property: Id(8)] BlockRight? Right = null)
{
    /// <summary>How far it is trusted: as far as the least of what it holds.</summary>
    [Id(9)]
    public TrustLevel Trust { get; init; }
}

/// <summary>What a turn needs of an agent's memory.</summary>
/// <param name="Blocks">Every block that the model sees, in the order of their labels.</param>
/// <param name="HasPassages">Whether archival memory may hold passages; false only where it holds none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.turn-memory")]
public sealed record TurnMemory([property: Id(0)] ImmutableArray<MemoryBlock> Blocks, [property: Id(1)] bool HasPassages);

/// <summary>How an edit changes a block.</summary>
public enum MemoryEditKind
{
    /// <summary>The block becomes the text; a block that is not there is created.</summary>
    Write,

    /// <summary>The text is added on a new line.</summary>
    Append,

    /// <summary>The first occurrence of the old text becomes the new one.</summary>
    Replace,
}

/// <summary>One change of a block; kept as a row, so a block's history can be read.</summary>
/// <param name="EditId">Idempotency key: a tool call's id, or a caller's own.</param>
/// <param name="Label">The block.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Text">The new text.</param>
/// <param name="OldText">For a replacement: what to replace.</param>
/// <param name="Actor">Who edits: the agent's id, or an operator.</param>
/// <param name="Description">What the block is for from now on, at most 2,000 characters; null leaves it as it is.</param>
/// <param name="Limit">Most characters that the block may hold from now on, 1 to 100,000; null leaves it as it is.</param>
/// <param name="Cause">Why; null where the actor says enough.</param>
/// <param name="BaseVersion">The version that the edit was made from, 0 for no block; null writes over any version.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-edit")]
public sealed record MemoryEdit(
    [property: Id(0)] string EditId,
    [property: Id(1)] string Label,
    [property: Id(2)] MemoryEditKind Kind,
    [property: Id(3)] string Text,
    [property: Id(4)] string? OldText,
    [property: Id(5)] string Actor,
    [property: Id(6)] string? Description = null,
    [property: Id(7)] int? Limit = null,
    [property: Id(8)] MemoryCause? Cause = null,
    [property: Id(9)] int? BaseVersion = null)
{
    /// <summary>How far the new text is trusted.</summary>
    [Id(10)]
    public TrustLevel Trust { get; init; }
}
