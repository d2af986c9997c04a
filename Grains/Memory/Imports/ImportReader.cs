using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Options;

namespace Sanctum.Memory;

/// <summary>
/// The entries of a file, in their order. The same file always has the same entries: an import continues by their number.
/// </summary>
internal sealed class ImportReader(PdfReading pdf, IOptions<ImportOptions> options)
{
    /// <exception cref="ImportFailedException">The file cannot be read, or exceeds a limit.</exception>
    /// <exception cref="Errors.DependencyException">It cannot be read now.</exception>
    public async Task<ImmutableArray<ImportEntry>> Read(ImportJob job, CancellationToken cancellationToken)
    {
        var entries = job.Import.Format switch
        {
            ImportFormat.Jsonl => JsonLines.Read(job),
            ImportFormat.Markdown => ChunkedFile.Entries(job, MarkdownSections.Of(Decode(job.Content))),
            ImportFormat.Text => ChunkedFile.Entries(job, [new FileSection("", 1, Decode(job.Content))]),
            _ => ChunkedFile.Entries(job, await pdf.Read(job, cancellationToken)),
        };
        var max = options.Value.MaxEntries;
        var taken = entries.Take(max + 1).ToImmutableArray();
        return taken.Length <= max
            ? taken
            : throw new ImportFailedException($"The file has more than {max} entries, the limit. Import it in parts.");
    }

    private static string Decode(byte[] content) =>
        Encoding.UTF8.GetString(content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? content.AsSpan(3) : content);
}
