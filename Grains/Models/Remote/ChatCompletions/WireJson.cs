using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>Values as servers write them: numbers as text, nulls for what is not there, halves of characters.</summary>
internal static class WireJson
{
    /// <summary>A member that has a value, else null.</summary>
    public static JsonElement? Find(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found)
            && found.ValueKind != JsonValueKind.Null
            ? found
            : null;

    /// <summary>The text of a member, else null; numbers and truth values are texts too.</summary>
    public static string? FindText(JsonElement value, string name) => Find(value, name) is { } found ? TextOf(found) : null;

    /// <summary>The items of a list; a single value counts as a list of one.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { } one => [one],
        null => [],
    };

    /// <summary>
    /// A text as it was sent, with halves of surrogate pairs, which may be joined to their other half later; else null.
    /// </summary>
    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Unescape(RawOf(value)[1..^1]),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => RawOf(value),
        _ => null,
    };

    /// <summary>The value as it was written.</summary>
    public static string RawOf(JsonElement value) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value));

    /// <summary>A whole number, also one that is written as a text or with a fraction; else null.</summary>
    public static long? NumberOf(JsonElement? value)
    {
        if (value is not { } given || TextOf(given) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? (long)Math.Clamp(number, long.MinValue / 2, long.MaxValue / 2)
            : null;
    }

    // The framework refuses a text with half of a surrogate pair as a whole.
    private static string Unescape(string escaped)
    {
        if (!escaped.Contains('\\', StringComparison.Ordinal))
            return escaped;
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }
            i++;
            if (escaped[i] == 'u')
            {
                text.Append((char)int.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }
            text.Append(escaped[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var same => same });
        }
        return text.ToString();
    }
}
