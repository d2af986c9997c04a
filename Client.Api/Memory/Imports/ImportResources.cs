namespace Sanctum.Memory;

/// <summary>An import of a file into an agent's archival memory.</summary>
/// <param name="Id">Its id.</param>
/// <param name="File">The file's name.</param>
/// <param name="Format">What the file is.</param>
/// <param name="State">Whether it waits, runs or has ended, and how.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Entries">Lines or chunks of the file; null until it was read.</param>
/// <param name="Read">Entries that were dealt with.</param>
/// <param name="Inserted">Passages that it inserted.</param>
/// <param name="Known">Entries that were there before, or are in the file a second time.</param>
/// <param name="Refused">Entries that were refused.</param>
/// <param name="Refusals">The first 100 of those; empty in a list.</param>
/// <param name="Error">Why it failed, or why it waits; null otherwise.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">When it last advanced; UTC.</param>
/// <param name="EndedAt">UTC; null while it is open.</param>
internal sealed record ImportResource(
    Guid Id, string File, ImportFormat Format, ImportState State, int Bytes, int? Entries, int Read, int Inserted, int Known,
    int Refused, ImportRefusal[] Refusals, string? Error, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? EndedAt)
{
    public static ImportResource From(PassageImport import) => new(
        import.Id, import.File, import.Format, import.State, import.Bytes, import.Entries, import.Read, import.Inserted,
        import.Known, import.Refused, [.. import.Refusals], import.Error, import.CreatedAt, import.UpdatedAt, import.EndedAt);
}

/// <summary>Imports of an agent.</summary>
/// <param name="Items">Newest first: all that are open, and the newest 100 that have ended.</param>
internal sealed record ImportList(ImportResource[] Items);
