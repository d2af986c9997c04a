using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sanctum.Memory;

/// <summary>A PDF, as a process is given it that reads its text.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="From">Where to begin.</param>
/// <param name="MaxPages">Pages at which reading stops with an error.</param>
/// <param name="MaxCharacters">How long the answer may be, as JSON.</param>
internal sealed record PdfToRead(byte[] Content, PdfPlace From, int MaxPages, int MaxCharacters);

/// <summary>A place in the text of a PDF.</summary>
/// <param name="Page">The page, from 1.</param>
/// <param name="Character">The character of its text, from 0.</param>
internal sealed record PdfPlace(int Page, int Character);

/// <summary>A part of the text of a PDF.</summary>
/// <param name="Pages">The text of each page, from the place on; the last one may be cut.</param>
/// <param name="Next">Where the next part begins; null at the end.</param>
internal sealed record PdfText(ImmutableArray<string> Pages, PdfPlace? Next)
{
    /// <summary>How the process answers: what need not be escaped is not.</summary>
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
