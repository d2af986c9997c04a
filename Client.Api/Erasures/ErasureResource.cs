namespace Sanctum.Erasures;

/// <summary>Whom to erase.</summary>
/// <param name="Platform">The platform of one of the person's profiles.</param>
/// <param name="Person">The platform's id of the person, or the handle.</param>
internal sealed record ErasedPerson(string Platform, string Person);

/// <summary>An erasure of a person.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Whether it waits, runs or is done.</param>
/// <param name="People">A hash of each profile: SHA-256 of tenant, platform and profile id, with line feeds between.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="Error">Why the last attempt failed; null otherwise.</param>
/// <param name="Erased">How much was erased so far, by what.</param>
/// <param name="Receipt">Where the receipt is; null until it is done.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it is open.</param>
internal sealed record ErasureResource(
    Guid Id, PersonErasureState State, string[] People, string RequestedBy, string? Error, ErasedTraces[] Erased, string? Receipt,
    DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    public static ErasureResource From(PersonErasure erasure) => new(
        erasure.Id, erasure.State, [.. erasure.People], erasure.RequestedBy, erasure.Error, [.. erasure.Erased],
        erasure.State == PersonErasureState.Done ? $"/v1/erasures/{erasure.Id}/receipt" : null, erasure.CreatedAt,
        erasure.EndedAt);
}

/// <summary>A page of erasures.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record ErasureList(ErasureResource[] Items, Guid? Next);
