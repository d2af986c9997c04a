using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Schemas;
using Sanctum.Tools;
using Sanctum.Tools.Isolation;

namespace Sanctum.Memory;

/// <summary>
/// Reads the text of PDFs, in a separate process whose limits end it: what a stranger made can have a parser take any amount of
/// memory and time.
/// </summary>
internal sealed class PdfReading(
    ToolProcesses processes, IOptions<ImportOptions> options, IOptions<ToolOptions> tools, TimeProvider clock)
{
    private const string Name = "read_pdf";

    // An answer of a process has at most 65,536 characters.
    private const int MaxCharactersOfCall = 60_000;
    private static readonly ToolProgram Reader = new(
        ToolHostFiles.PathOf(ToolHostFiles.Main), "Sanctum.ToolHost.Documents.PdfReader");

    /// <summary>The text of each page.</summary>
    /// <exception cref="ImportFailedException">It is not a PDF that can be read, or exceeds a limit.</exception>
    public async Task<IReadOnlyList<FileSection>> Read(ImportJob job, CancellationToken cancellationToken)
    {
        var pages = await ReadPages(job, cancellationToken);
        return pages.Any(page => !string.IsNullOrWhiteSpace(page))
            ? [.. pages.Select((text, i) => new FileSection(Heading(i + 1), i + 1, text, IsPaged: true))]
            : throw new ImportFailedException("The PDF has no text: its pages are pictures, or it is empty.");
    }

    private async Task<List<string>> ReadPages(ImportJob job, CancellationToken cancellationToken)
    {
        var pages = new List<string>();
        var left = options.Value.PdfTimeout;
        for (var place = new PdfPlace(1, 0); place is not null;)
        {
            // To wait for others is none of the time that it takes.
            using var turn = await processes.Enter(cancellationToken);
            var begunAt = clock.GetTimestamp();
            var part = await ReadWithin(left, job, place, cancellationToken);
            left -= clock.GetElapsedTime(begunAt);
            foreach (var (text, number) in part.Pages.Select((text, i) => (text, place.Page + i)))
            {
                if (number > pages.Count)
                    pages.Add(text);
                else
                    pages[number - 1] += text;
            }
            place = part.Next;
        }
        return pages;
    }

    private async Task<PdfText> ReadWithin(TimeSpan left, ImportJob job, PdfPlace from, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await Read(job, from, ended.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new ImportFailedException(string.Create(
                CultureInfo.InvariantCulture,
                $"Reading the PDF took more than {options.Value.PdfTimeout.TotalSeconds} seconds, the limit."));
        }
    }

    private async Task<PdfText> Read(ImportJob job, PdfPlace from, CancellationToken ended)
    {
        var request = new PdfToRead(job.Content, from, options.Value.MaxPages, MaxCharactersOfCall);
        var answer = await processes.Run(
            Name, Reader, JsonSerializer.Serialize(request, TypeSchema.Json),
            new ToolContext(job.Agent, "", $"import/{job.Import.Id}"), tools.Value.Sandbox == ToolSandbox.Container, ended);
        return answer.Status switch
        {
            ToolStatus.Ok => JsonSerializer.Deserialize<PdfText>(answer.Payload, PdfText.Json)!,
            _ when answer.IsPassing || answer.Status == ToolStatus.Blocked =>
                throw new DependencyException(Name, answer.Payload, ErrorClass.Transient),
            _ => throw new ImportFailedException(answer.Payload),
        };
    }

    private static string Heading(int page) => string.Create(CultureInfo.InvariantCulture, $"page-{page}");
}
