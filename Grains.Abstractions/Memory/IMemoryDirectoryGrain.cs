using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>What memories' logs and replica hold, for operators, keyed <c>{tenant}/memories</c>.</summary>
[Alias("sanctum.IMemoryDirectoryGrain")]
public interface IMemoryDirectoryGrain : IGrainWithStringKey
{
    /// <summary>How far the replica is behind.</summary>
    /// <param name="agent">Of whose memory; null for all.</param>
    [Alias("GetLag")]
    Task<MemoryLag> GetLag(string? agent);

    /// <summary>A page of the replica, by agent and entry.</summary>
    /// <param name="agent">Whose memory; null for all.</param>
    /// <param name="after">The <see cref="ReplicaPage.Next"/> of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of range, or the page before never was.</exception>
    [Alias("ListReplica")]
    Task<ReplicaPage> ListReplica(string? agent, string? after, int limit);

    /// <summary>A page of the log of a memory, in order.</summary>
    /// <param name="agent">Whose memory.</param>
    /// <param name="after">The last number of the page before, or 0.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    [Alias("ListChanges")]
    Task<MemoryChangePage> ListChanges(string agent, long after, int limit);
}

/// <summary>How far the replica is behind the log.</summary>
/// <param name="Changes">Changes that it does not have.</param>
/// <param name="Unpublished">Those of them that were never sent.</param>
/// <param name="Seconds">How long the oldest of them has waited; 0 if there is none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-lag")]
public sealed record MemoryLag(
    [property: Id(0)] long Changes, [property: Id(1)] long Unpublished, [property: Id(2)] double Seconds);

/// <summary>An entry of the replica.</summary>
/// <param name="Agent">Whose memory.</param>
/// <param name="Entry">What of it, as kind/name.</param>
/// <param name="Seq">The change that made it what it is.</param>
/// <param name="Type">The event's name.</param>
/// <param name="SchemaVersion">Version of its schema.</param>
/// <param name="OccurredAt">When it changed, UTC.</param>
/// <param name="ReplicatedAt">When the replica had it, UTC.</param>
/// <param name="Payload">What it holds, JSON.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-replica-entry")]
public sealed record ReplicaEntry(
    [property: Id(0)] string Agent,
    [property: Id(1)] string Entry,
    [property: Id(2)] long Seq,
    [property: Id(3)] string Type,
    [property: Id(4)] int SchemaVersion,
    [property: Id(5)] DateTimeOffset OccurredAt,
    [property: Id(6)] DateTimeOffset ReplicatedAt,
    [property: Id(7)] string Payload);

/// <summary>A page of the replica.</summary>
/// <param name="Items">By agent and entry.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-replica-page")]
public sealed record ReplicaPage([property: Id(0)] ImmutableArray<ReplicaEntry> Items, [property: Id(1)] string? Next);

/// <summary>A change in the log of a memory.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Type">The event's name.</param>
/// <param name="SchemaVersion">Version of its schema.</param>
/// <param name="OccurredAt">When it happened, UTC.</param>
/// <param name="PublishedAt">When it was first sent, UTC.</param>
/// <param name="ReplicatedAt">When the replica had it, or gave it up, UTC.</param>
/// <param name="Attempts">How often it was sent, or could not be.</param>
/// <param name="LastError">Why it could not be sent.</param>
/// <param name="Payload">What happened, JSON.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-change")]
public sealed record MemoryChange(
    [property: Id(0)] long Seq,
    [property: Id(1)] Guid Id,
    [property: Id(2)] string Type,
    [property: Id(3)] int SchemaVersion,
    [property: Id(4)] DateTimeOffset OccurredAt,
    [property: Id(5)] DateTimeOffset? PublishedAt,
    [property: Id(6)] DateTimeOffset? ReplicatedAt,
    [property: Id(7)] int Attempts,
    [property: Id(8)] string? LastError,
    [property: Id(9)] string Payload);

/// <summary>A page of the log of a memory.</summary>
/// <param name="Items">In order.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-change-page")]
public sealed record MemoryChangePage([property: Id(0)] ImmutableArray<MemoryChange> Items, [property: Id(1)] long? Next);
