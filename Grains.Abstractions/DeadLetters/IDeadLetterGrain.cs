using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.DeadLetters;

/// <summary>
/// The dead letters of one queue, keyed <c>{tenant}/{queue}</c>: events that were given up, until somebody looks after them.
/// </summary>
[Alias("sanctum.IDeadLetterGrain")]
public interface IDeadLetterGrain : IGrainWithStringKey
{
    /// <summary>A page, the oldest first.</summary>
    /// <param name="after">The last one of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="NotFoundException">There is no such queue.</exception>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<DeadLetterPage> List(Guid? after, int limit);

    /// <exception cref="NotFoundException">There is no such queue, or no such letter in it.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Find")]
    Task<DeadLetter> Find(Guid id);

    /// <summary>Has an event dealt with again, once. If that works the letter is gone, in the same transaction.</summary>
    /// <exception cref="NotFoundException">There is no such queue, or no such letter in it.</exception>
    /// <exception cref="ConflictException">It failed again; the letter says why.</exception>
    [Alias("Reprocess")]
    Task<DeadLetterOutcome> Reprocess(Guid id);

    /// <summary>Removes one letter; its event is not dealt with any more.</summary>
    /// <exception cref="NotFoundException">There is no such queue, or no such letter in it.</exception>
    [Alias("Discard")]
    Task Discard(Guid id);

    /// <summary>Removes every letter that is there when it begins.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="NotFoundException">There is no such queue.</exception>
    [ResponseTimeout("00:02:00"), Alias("Purge")]
    Task<long> Purge();
}

/// <summary>The queues of dead letters of a tenant, keyed <c>{tenant}/dead-letters</c>.</summary>
[Alias("sanctum.IDeadLetterDirectoryGrain")]
public interface IDeadLetterDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Every queue, in the order of their names; those without letters too.</summary>
    [Alias("List")]
    Task<ImmutableArray<DeadLetterQueueStatus>> List();
}

/// <summary>An event that was given up.</summary>
/// <param name="Id">UUIDv7 of the letter.</param>
/// <param name="Queue">Where it is.</param>
/// <param name="Key">Key of the event's stream, such as <c>default/ada</c>.</param>
/// <param name="Seq">The event's number there, if it has one.</param>
/// <param name="Event">The event in its envelope as it was, JSON.</param>
/// <param name="Error">Why it was given up, or why the last try failed.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="DeadAt">When it was given up, UTC.</param>
/// <param name="LastTriedAt">When it was tried last, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.dead-letter")]
public sealed record DeadLetter(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Queue,
    [property: Id(2)] string Key,
    [property: Id(3)] long? Seq,
    [property: Id(4)] string Event,
    [property: Id(5)] string Error,
    [property: Id(6)] int Attempts,
    [property: Id(7)] DateTimeOffset DeadAt,
    [property: Id(8)] DateTimeOffset LastTriedAt);

/// <summary>A page of dead letters.</summary>
/// <param name="Items">The oldest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.dead-letter-page")]
public sealed record DeadLetterPage([property: Id(0)] ImmutableArray<DeadLetter> Items, [property: Id(1)] Guid? Next);

/// <summary>How many letters a queue has.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Letters">How many.</param>
/// <param name="Oldest">When the oldest was given up, UTC; null if there is none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.dead-letter-queue")]
public sealed record DeadLetterQueueStatus(
    [property: Id(0)] string Queue, [property: Id(1)] long Letters, [property: Id(2)] DateTimeOffset? Oldest);

/// <summary>What came of an event that was dealt with again.</summary>
public enum DeadLetterOutcome
{
    /// <summary>It took effect.</summary>
    Applied,

    /// <summary>A later event had made it void.</summary>
    Superseded,
}
