using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sanctum.Tests.Documents;

/// <summary>JSON that a document shows; <c>…</c> stands for what is left out.</summary>
/// <param name="Text">As it is written.</param>
internal sealed partial record DocumentedSample(string Text)
{
    /// <summary>The sample as JSON; null where it is none.</summary>
    public JsonNode? Body { get; } = Parse(LeftOut().Replace(Text, ""));

    /// <summary>Blocks of JSON, and objects within a line.</summary>
    public static IEnumerable<DocumentedSample> In(string text) =>
        Sample().Matches(text).Select(match => new DocumentedSample(match.Groups["json"].Value));

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex("""```json\n(?<json>.*?)```|`(?<json>\{"[^`]*\})`""", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"(,\s*)?…(?=\s*[\]}])")]
    private static partial Regex LeftOut();
}
