namespace Sanctum.Queues;

/// <summary>The open items of one author: what waits, runs, or is in error.</summary>
/// <param name="From">The author's handle or name, as the items have it.</param>
/// <param name="New">Items that wait.</param>
/// <param name="Processing">Items that run.</param>
/// <param name="Error">Items in error.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-author")]
public sealed record QueueAuthor(
    [property: Id(0)] string From, [property: Id(1)] long New, [property: Id(2)] long Processing, [property: Id(3)] long Error);

/// <summary>Narrows an operation on many items; a silo that does not know one of these fields must not ignore it.</summary>
/// <param name="From">Only items of this author: a handle, with or without @, in any case; null: of all.</param>
/// <param name="IsDryRun">Whether items are only counted.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-narrowing")]
public sealed record QueueNarrowing([property: Id(0)] string? From, [property: Id(1)] bool IsDryRun);
