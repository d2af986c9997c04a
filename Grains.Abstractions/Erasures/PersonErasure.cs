using System.Collections.Immutable;

namespace Sanctum.Erasures;

/// <summary>An erasure of a person.</summary>
/// <param name="Id">Unique for the tenant.</param>
/// <param name="State">How far it is.</param>
/// <param name="People">
/// A hash of each profile of the person, 64 hexadecimal digits: SHA-256 of tenant, platform and profile id, with line feeds
/// between.
/// </param>
/// <param name="RequestedBy">Who asked for it, such as <c>user/ada</c>.</param>
/// <param name="Error">Why the last attempt failed; null without, and once it is done.</param>
/// <param name="Erased">How much was erased so far, by what.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it is open.</param>
[GenerateSerializer, Immutable, Alias("sanctum.person-erasure")]
public sealed record PersonErasure(
    [property: Id(0)] Guid Id,
    [property: Id(1)] PersonErasureState State,
    [property: Id(2)] ImmutableArray<string> People,
    [property: Id(3)] string RequestedBy,
    [property: Id(4)] string? Error,
    [property: Id(5)] ImmutableArray<ErasedTraces> Erased,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] DateTimeOffset? EndedAt);

/// <summary>How much was erased of one kind.</summary>
/// <param name="What">The kind, such as <c>transcript entries</c>.</param>
/// <param name="Count">How many.</param>
[GenerateSerializer, Immutable, Alias("sanctum.erased-traces")]
public sealed record ErasedTraces([property: Id(0)] string What, [property: Id(1)] long Count);

/// <summary>A page of erasures.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.person-erasures-page")]
public sealed record PersonErasuresPage(
    [property: Id(0)] ImmutableArray<PersonErasure> Items, [property: Id(1)] Guid? Next);

/// <summary>How far an erasure is.</summary>
public enum PersonErasureState
{
    /// <summary>It waits for its turn, or for its next attempt.</summary>
    Pending = 0,

    /// <summary>It runs.</summary>
    Running = 1,

    /// <summary>Nothing of the person is left, and there is a receipt.</summary>
    Done = 2,
}
