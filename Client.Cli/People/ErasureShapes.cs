using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.People;

/// <summary>An erasure of a person.</summary>
internal sealed record ErasureShape(
    Guid Id, string State, string[] People, string RequestedBy, string? Error, ErasedShape[] Erased, DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt)
{
    public long Sum => Erased.Sum(erased => erased.Count);

    public static Table Describe(ErasureShape erasure) => Facts.Of(
    [
        ("Erasure", $"{erasure.Id}"),
        ("State", erasure.State),
        ("Requested by", erasure.RequestedBy),
        ("Begun", $"{erasure.CreatedAt.ToUniversalTime():u}"),
        ("Ended", erasure.EndedAt is { } ended ? $"{ended.ToUniversalTime():u}" : "not yet"),
        ("Error", erasure.Error),
        .. erasure.Erased.Select(erased => (erased.What, (object?)$"{erased.Count}")),
    ]);
}

/// <summary>How much was erased of one kind.</summary>
internal sealed record ErasedShape(string What, long Count);
