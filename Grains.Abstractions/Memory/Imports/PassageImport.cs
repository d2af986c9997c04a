using System.Collections.Immutable;

namespace Sanctum.Memory;

/// <summary>A file to import.</summary>
/// <param name="Id">Idempotency key.</param>
/// <param name="File">Its name, the beginning of the sources of its passages; 1 to 128 characters.</param>
/// <param name="Format">What it is.</param>
/// <param name="Tags">Tags that every passage gets besides those in the file; at most 16.</param>
/// <param name="Content">1 to <see cref="MaxBytes"/> bytes.</param>
[GenerateSerializer, Immutable, Alias("sanctum.new-import")]
public sealed record NewImport(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string File,
    [property: Id(2)] ImportFormat Format,
    [property: Id(3)] ImmutableArray<string> Tags,
    [property: Id(4)] ImmutableArray<byte> Content)
{
    /// <summary>The most bytes of a file.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;
}

/// <summary>An import of a file.</summary>
/// <param name="Id">Unique for the agent.</param>
/// <param name="File">The file's name.</param>
/// <param name="Format">What it is.</param>
/// <param name="State">Whether it waits, runs or has ended.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Entries">Lines or chunks of the file; null until it was read.</param>
/// <param name="Read">Entries that were dealt with.</param>
/// <param name="Inserted">Passages that the import inserted.</param>
/// <param name="Known">Entries that were in the archival memory before, or are in the file a second time.</param>
/// <param name="Refused">Entries that were refused.</param>
/// <param name="Refusals">The first 100 of those; empty in a list.</param>
/// <param name="Error">Why it failed, or why it waits; null otherwise.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">When it last advanced; UTC.</param>
/// <param name="EndedAt">UTC; null while it is open.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passage-import")]
public sealed record PassageImport(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string File,
    [property: Id(2)] ImportFormat Format,
    [property: Id(3)] ImportState State,
    [property: Id(4)] int Bytes,
    [property: Id(5)] int? Entries,
    [property: Id(6)] int Read,
    [property: Id(7)] int Inserted,
    [property: Id(8)] int Known,
    [property: Id(9)] int Refused,
    [property: Id(10)] ImmutableArray<ImportRefusal> Refusals,
    [property: Id(11)] string? Error,
    [property: Id(12)] DateTimeOffset CreatedAt,
    [property: Id(13)] DateTimeOffset UpdatedAt,
    [property: Id(14)] DateTimeOffset? EndedAt);

/// <summary>An entry of a file that was not inserted.</summary>
/// <param name="Line">Its line, or the line where its chunk begins; in a PDF its page. From 1.</param>
/// <param name="Reason">Which rule or limit it breaks.</param>
[GenerateSerializer, Immutable, Alias("sanctum.import-refusal")]
public sealed record ImportRefusal([property: Id(0)] int Line, [property: Id(1)] string Reason);

/// <summary>What a file that is imported is.</summary>
public enum ImportFormat
{
    /// <summary>JSON Lines: one passage a line.</summary>
    Jsonl,

    /// <summary>Markdown: chunks by heading and sentence.</summary>
    Markdown,

    /// <summary>Plain text: chunks by paragraph and sentence.</summary>
    Text,

    /// <summary>PDF: chunks by page and sentence.</summary>
    Pdf,
}

/// <summary>How far an import is.</summary>
public enum ImportState
{
    /// <summary>It waits for others of its agent, or for its next try.</summary>
    Pending,

    /// <summary>Its entries are inserted.</summary>
    Running,

    /// <summary>All entries were dealt with; some may be refused.</summary>
    Done,

    /// <summary>It stopped; what it has inserted stays.</summary>
    Failed,

    /// <summary>It was cancelled; what it has inserted stays.</summary>
    Cancelled,
}
