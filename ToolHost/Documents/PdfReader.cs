using System.Text.Json;
using Sanctum.Memory;
using Sanctum.Tools;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace Sanctum.ToolHost.Documents;

/// <summary>Reads the text of some pages of a PDF, inside the limits of this process.</summary>
internal sealed class PdfReader : ITool<PdfToRead>
{
    private const int MaxFrameCharacters = 100;
    private const int MaxEscapedCharacters = 6;

    private static readonly ContentOrderTextExtractor.Options ByParagraph = new() { SeparateParagraphsWithDoubleNewline = true };

    public string Name => "read_pdf";

    public string Description => "Reads the text of the pages of a PDF.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(PdfToRead arguments, ToolContext context, CancellationToken cancellationToken) =>
        Task.FromResult(JsonSerializer.Serialize(Read(arguments), PdfText.Json));

    private static PdfText Read(PdfToRead wanted)
    {
        try
        {
            using var document = PdfDocument.Open(wanted.Content);
            if (document.NumberOfPages > wanted.MaxPages)
                throw new PdfRefusedException($"the PDF has {document.NumberOfPages} pages; the limit is {wanted.MaxPages}.");
            return Read(document, wanted);
        }
        catch (PdfDocumentEncryptedException)
        {
            throw new PdfRefusedException("the PDF is encrypted with a password.");
        }
        catch (PdfDocumentFormatException)
        {
            throw new PdfRefusedException("the PDF is damaged.");
        }
    }

    private static PdfText Read(PdfDocument document, PdfToRead wanted)
    {
        var (pages, left) = (new List<string>(), wanted.MaxCharacters - MaxFrameCharacters);
        for (var (number, from) = wanted.From; number <= document.NumberOfPages; (number, from) = (number + 1, 0))
        {
            var text = ContentOrderTextExtractor.GetText(document.GetPage(number), ByParagraph)[from..];
            var fitting = Fitting(text, left);
            pages.Add(text[..fitting]);
            if (fitting < text.Length)
                return new PdfText([.. pages], new PdfPlace(number, from + fitting));
            left -= LengthOf(text);
        }
        return new PdfText([.. pages], Next: null);
    }

    // How much of a text fits; of one that does not, a part that fits however it is escaped.
    private static int Fitting(string text, int left)
    {
        if (LengthOf(text) <= left)
            return text.Length;
        var length = Math.Min(text.Length, left / MaxEscapedCharacters);
        return length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : Math.Max(0, length);
    }

    private static int LengthOf(string text) => JsonSerializer.Serialize(text, PdfText.Json).Length + 1;
}

/// <summary>A PDF is not read; the message says why.</summary>
internal sealed class PdfRefusedException(string message) : Exception(message);
