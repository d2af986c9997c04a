using Sanctum.Streams;

namespace Sanctum.Memory;

/// <summary>
/// Something of an agent's memory is another now. An event says all of its entry, so the newest event of an entry is the entry,
/// and one that was missed is made good by the next. Every event is first a row of <c>memory_wal</c>, then one on
/// <see cref="StreamNames.MemoryWal"/>.
/// </summary>
/// <param name="Entry">What changed, as kind/name, such as <c>block/persona</c>.</param>
/// <param name="IdempotencyKey">The same for the same content of the same entry.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-event")]
public abstract record MemoryEvent([property: Id(0)] string Entry, [property: Id(1)] string IdempotencyKey) : EventPayload;

/// <summary>A block of core memory is as this says, new or changed.</summary>
/// <param name="Entry">What changed, as kind/name, such as <c>block/persona</c>.</param>
/// <param name="IdempotencyKey">The same for the same content of the same entry.</param>
/// <param name="Label">Unique for the agent.</param>
/// <param name="Value">The text.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Limit">Most characters it may hold.</param>
/// <param name="Version">Counts the changes of what it holds, from 1.</param>
/// <param name="IsAttached">Whether the model sees it.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory.block-changed")]
public sealed record BlockChanged(
    string Entry,
    string IdempotencyKey,
    [property: Id(0)] string Label,
    [property: Id(1)] string Value,
    [property: Id(2)] string Description,
    [property: Id(3)] int Limit,
    [property: Id(4)] int Version,
    [property: Id(5)] bool IsAttached) : MemoryEvent(Entry, IdempotencyKey)
{
    /// <inheritdoc/>
    public override string EventType => "memory.block-changed";
}

/// <summary>A block of core memory was deleted.</summary>
/// <param name="Entry">What changed, as kind/name, such as <c>block/persona</c>.</param>
/// <param name="IdempotencyKey">The same for the same content of the same entry.</param>
/// <param name="Label">The block's label; another block may have it later.</param>
/// <param name="Version">Counts the changes of what it held, this one included.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory.block-deleted")]
public sealed record BlockDeleted(
    string Entry, string IdempotencyKey, [property: Id(0)] string Label, [property: Id(1)] int Version) : MemoryEvent(Entry,
    IdempotencyKey)
{
    /// <inheritdoc/>
    public override string EventType => "memory.block-deleted";
}
