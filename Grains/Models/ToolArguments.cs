using System.Globalization;
using System.Text;
using System.Text.Json;
using Sanctum.Storage;

namespace Sanctum.Models;

/// <summary>Arguments of tool calls as models write them.</summary>
internal static class ToolArguments
{
    private const int EscapeLength = 6;

    /// <summary>
    /// The same JSON, in which U+FFFD stands for halves of surrogate pairs, escaped or not; a text that is no JSON may be given
    /// too.
    /// </summary>
    public static string Mend(string json)
    {
        var text = StorableText.Of(json);
        if (!text.Contains("\\u", StringComparison.Ordinal))
            return text;
        var mended = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var length = LengthAt(text, i);
            if (length == 0)
            {
                mended.Append("\\uFFFD");
                length = EscapeLength;
            }
            else
            {
                mended.Append(text, i, length);
            }
            i += length;
        }
        return mended.ToString();
    }

    /// <summary>Reads an object, also one that is written as a text in JSON; nothing is an object without members.</summary>
    public static bool TryRead(string json, out Dictionary<string, object?> arguments)
    {
        arguments = [];
        if (string.IsNullOrWhiteSpace(json))
            return true;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.String && root.GetString() is ['{', ..] inner)
                return TryRead(inner, out arguments);
            if (root.ValueKind == JsonValueKind.Object)
                arguments = JsonSerializer.Deserialize<Dictionary<string, object?>>(json)!;
            return root.ValueKind is JsonValueKind.Object or JsonValueKind.Null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether the text is a whole JSON object.</summary>
    public static bool IsObject(string json)
    {
        var text = json.AsSpan().TrimEnd();
        if (text.Length == 0 || text[^1] != '}')
            return false;
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int LengthAt(string text, int at)
    {
        if (text[at] != '\\')
            return 1;
        return UnitAt(text, at) is { } unit ? LengthOf(text, at, unit) : Math.Min(2, text.Length - at);
    }

    // How much of the text belongs to an escaped unit: a pair, one unit, or 0 for a half of a pair.
    private static int LengthOf(string text, int at, char unit)
    {
        if (char.IsHighSurrogate(unit))
            return UnitAt(text, at + EscapeLength) is { } next && char.IsLowSurrogate(next) ? 2 * EscapeLength : 0;
        return char.IsLowSurrogate(unit) ? 0 : EscapeLength;
    }

    private static char? UnitAt(string text, int at) =>
        at + EscapeLength <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
