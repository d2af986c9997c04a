using System.Collections.Immutable;
using Sanctum.Tools;

namespace Sanctum.Memory;

/// <summary>What a message made an agent do.</summary>
/// <param name="SessionId">The message's session.</param>
/// <param name="Turns">The turns that are looked at, in order, as their queue items.</param>
/// <param name="Calls">Their tool calls, in order.</param>
/// <param name="Blocks">Their changes of core memory, shared blocks last, those of a block together, oldest first.</param>
/// <param name="Passages">What they inserted into archival memory, in the order of the calls.</param>
/// <param name="Posts">Their posts that went, or are to go, to a platform.</param>
/// <param name="IsCut">Whether there are more turns than are looked at.</param>
[GenerateSerializer, Immutable, Alias("sanctum.blast-radius")]
public sealed record BlastRadius(
    [property: Id(0)] string SessionId,
    [property: Id(1)] ImmutableArray<Guid> Turns,
    [property: Id(2)] ImmutableArray<TouchedCall> Calls,
    [property: Id(3)] ImmutableArray<TouchedBlock> Blocks,
    [property: Id(4)] ImmutableArray<TouchedPassage> Passages,
    [property: Id(5)] ImmutableArray<TouchedPost> Posts,
    [property: Id(6)] bool IsCut);

/// <summary>A tool call.</summary>
/// <param name="CallId">Its id.</param>
/// <param name="TurnId">The turn that made it.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Status">How it went; null while it has no result.</param>
[GenerateSerializer, Immutable, Alias("sanctum.touched-call")]
public sealed record TouchedCall(
    [property: Id(0)] string CallId,
    [property: Id(1)] Guid TurnId,
    [property: Id(2)] string Tool,
    [property: Id(3)] ToolStatus? Status);

/// <summary>A change of a block of core memory.</summary>
/// <param name="Label">The block.</param>
/// <param name="Version">The version that the change made.</param>
/// <param name="Kind">What it did.</param>
/// <param name="CallId">The tool call that made it.</param>
/// <param name="IsUndone">Whether the change was undone since, and that undo was not undone itself.</param>
/// <param name="IsShared">Whether it is a shared block.</param>
[GenerateSerializer, Immutable, Alias("sanctum.touched-block")]
public sealed record TouchedBlock(
    [property: Id(0)] string Label,
    [property: Id(1)] int Version,
    [property: Id(2)] BlockChangeKind Kind,
    [property: Id(3)] string CallId,
    [property: Id(4)] bool IsUndone,
    [property: Id(5)] bool IsShared = false);

/// <summary>A passage that was inserted and is there.</summary>
/// <param name="Id">The passage.</param>
/// <param name="Version">Counts its changes, from 1.</param>
/// <param name="CallId">The tool call that inserted it.</param>
[GenerateSerializer, Immutable, Alias("sanctum.touched-passage")]
public sealed record TouchedPassage(
    [property: Id(0)] Guid Id, [property: Id(1)] int Version, [property: Id(2)] string CallId);

/// <summary>A post.</summary>
/// <param name="Id">The post, which has the id of its turn.</param>
/// <param name="Platform">Where it goes.</param>
/// <param name="Account">The account that it goes out from.</param>
/// <param name="Status">How far it is.</param>
/// <param name="ExternalId">Its id on the platform, once it is there.</param>
[GenerateSerializer, Immutable, Alias("sanctum.touched-post")]
public sealed record TouchedPost(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Platform,
    [property: Id(2)] string Account,
    [property: Id(3)] Publishing.OutboxStatus Status,
    [property: Id(4)] string? ExternalId);

/// <summary>Memories that were to be taken back.</summary>
/// <param name="Items">In the order in which that was tried.</param>
/// <param name="IsCut">Whether there are more turns than were looked at.</param>
[GenerateSerializer, Immutable, Alias("sanctum.undone-memories")]
public sealed record UndoneMemories(
    [property: Id(0)] ImmutableArray<UndoneMemory> Items, [property: Id(1)] bool IsCut);

/// <summary>A memory that was to be taken back.</summary>
/// <param name="Label">The block; null for a passage.</param>
/// <param name="Version">The version of the block or passage.</param>
/// <param name="PassageId">The passage; null for a block.</param>
/// <param name="Outcome">What became of that.</param>
/// <param name="Reason">Why it was not taken back, else null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.undone-memory")]
public sealed record UndoneMemory(
    [property: Id(0)] string? Label,
    [property: Id(1)] int Version,
    [property: Id(2)] Guid? PassageId,
    [property: Id(3)] UndoOutcome Outcome,
    [property: Id(4)] string? Reason = null);

/// <summary>What became of taking a memory back.</summary>
public enum UndoOutcome
{
    /// <summary>It is taken back.</summary>
    Undone = 0,

    /// <summary>It had been taken back before, or is a passage that is not there any more.</summary>
    AlreadyUndone = 1,

    /// <summary>It was changed or deleted since, and stays as it is.</summary>
    Conflict = 2,

    /// <summary>A policy denies it or asks a person first, or it would pass a limit; it stays.</summary>
    Refused = 3,

    /// <summary>It could not be done now, for example because the database is away; it stays.</summary>
    Failed = 4,
}
