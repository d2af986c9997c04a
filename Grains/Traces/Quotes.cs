using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sanctum.Traces;

/// <summary>Texts of a person that other texts may repeat word for word, such as results of tools that read memory.</summary>
internal static class Quotes
{
    /// <summary>Minimum length: shorter texts are in what anybody says.</summary>
    public const int MinCharacters = 12;

    /// <summary>The lines of texts that are long enough, in each form in which results hold them.</summary>
    public static IEnumerable<string> LinesOf(IEnumerable<string> texts) => texts
        .SelectMany(text => text.Split('\n')).Select(line => line.Trim()).Where(line => line.Length >= MinCharacters)
        .SelectMany(line => new[]
        {
            line, JsonEncodedText.Encode(line, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
            JsonEncodedText.Encode(line).Value,
        })
        .Distinct(StringComparer.Ordinal);
}
