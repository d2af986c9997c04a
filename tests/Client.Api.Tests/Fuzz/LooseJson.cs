using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// Writes what a strict writer does not: half characters, and a name twice where it ends with <see cref="Twice"/>.
/// </summary>
internal static class LooseJson
{
    /// <summary>The end of a name that is written twice, without it.</summary>
    public const string Twice = "\uf8ff";

    public static string Write(JsonNode? value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(JsonNode? value, StringBuilder text)
    {
        switch (value)
        {
            case JsonObject fields:
                WriteAll(fields, '{', '}', text, field => WriteField(field.Key, field.Value, text));
                break;
            case JsonArray items:
                WriteAll(items, '[', ']', text, item => Write(item, text));
                break;
            case JsonValue one when one.GetValueKind() == JsonValueKind.String:
                Quote(one.GetValue<string>(), text);
                break;
            default:
                text.Append(value?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void WriteAll<T>(IEnumerable<T> parts, char opening, char closing, StringBuilder text, Action<T> write)
    {
        text.Append(opening);
        foreach (var part in parts)
        {
            if (text[^1] != opening)
                text.Append(',');
            write(part);
        }
        text.Append(closing);
    }

    private static void WriteField(string name, JsonNode? value, StringBuilder text)
    {
        var isTwice = name.EndsWith(Twice, StringComparison.Ordinal);
        var plain = isTwice ? name[..^Twice.Length] : name;
        Quote(plain, text);
        text.Append(':');
        Write(value, text);
        if (!isTwice)
            return;
        text.Append(',');
        Quote(plain, text);
        text.Append(":1");
    }

    private static void Quote(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var unit in value)
        {
            _ = unit is < ' ' or '"' or '\\' || char.IsSurrogate(unit)
                ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")
                : text.Append(unit);
        }
        text.Append('"');
    }
}
