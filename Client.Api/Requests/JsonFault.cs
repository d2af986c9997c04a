using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Sanctum.Edge;
using Sanctum.Errors;

namespace Sanctum.Requests;

/// <summary>
/// Finds what makes a JSON document unusable for every reader behind the edge: bytes that are not UTF-8, broken syntax, a name
/// that is given twice in one object (RFC 8259, section 4), half of a surrogate pair, and U+0000, which no database column holds.
/// </summary>
internal static class JsonFault
{
    private const string Body = "body";

    /// <summary>The first fault of a document; null if it has none.</summary>
    public static FieldError? Find(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return NotUtf8(json);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Json.MaxDepth });
        var place = new JsonPlace();
        try
        {
            while (reader.Read())
            {
                if (FindInToken(ref reader, place) is { } message)
                    return At(json, (int)reader.TokenStartIndex, place.Path, message);
            }
            return null;
        }
        catch (JsonException broken)
        {
            var start = StartOfLine(json, (int)(broken.LineNumber ?? 0));
            return At(
                json, start + (int)(broken.BytePositionInLine ?? 0), Body, $"is not valid JSON: {WithoutPlace(broken.Message)}");
        }
    }

    private static string? FindInToken(ref Utf8JsonReader reader, JsonPlace place)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                place.Enter(isArray: reader.TokenType == JsonTokenType.StartArray);
                return null;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                place.Leave();
                return null;
            case JsonTokenType.PropertyName:
                if (FindInText(ref reader) is { } fault)
                    return $"has a name that {fault}";
                return place.Name(reader.GetString()!) ? null : "is given twice.";
            default:
                place.Value();
                return reader.TokenType == JsonTokenType.String && FindInText(ref reader) is { } found ? found : null;
        }
    }

    // Only escapes can hold either: raw bytes are valid UTF-8 by now, and raw control characters are no JSON.
    private static string? FindInText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return null;
        var text = reader.ValueSpan;
        for (var at = text.IndexOf((byte)'\\'); at >= 0 && at < text.Length; at = Next(text, at))
        {
            if (text[at + 1] != 'u')
            {
                at += 2;
                continue;
            }
            var unit = Unit(text, at);
            at += 6;
            if (unit == '\0')
                return NullCharacter.Fault;
            if (!char.IsSurrogate(unit))
                continue;
            if (char.IsLowSurrogate(unit) || !IsEscapedUnit(text, at) || !char.IsLowSurrogate(Unit(text, at)))
                return "holds half a character (a surrogate without its pair).";
            at += 6;
        }
        return null;
    }

    private static int Next(ReadOnlySpan<byte> text, int from)
    {
        var next = text[from..].IndexOf((byte)'\\');
        return next < 0 ? text.Length : from + next;
    }

    private static bool IsEscapedUnit(ReadOnlySpan<byte> text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u';

    private static char Unit(ReadOnlySpan<byte> text, int at) =>
        (char)ushort.Parse(
            text.Slice(at + 2, 4), System.Globalization.NumberStyles.HexNumber,
            System.Globalization.CultureInfo.InvariantCulture);

    private static FieldError NotUtf8(ReadOnlySpan<byte> json)
    {
        var valid = 0;
        while (Rune.DecodeFromUtf8(json[valid..], out _, out var length) == System.Buffers.OperationStatus.Done)
            valid += length;
        return At(json, valid, Body, "is not UTF-8.");
    }

    private static FieldError At(ReadOnlySpan<byte> json, int position, string field, string message)
    {
        var before = json[..Math.Min(position, json.Length)];
        var start = before.LastIndexOf((byte)'\n') + 1;
        return new FieldError(field, message, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }

    private static int StartOfLine(ReadOnlySpan<byte> json, int line)
    {
        var start = 0;
        for (; line > 0; line--)
            start += json[start..].IndexOf((byte)'\n') + 1;
        return start;
    }

    // The reader ends its message with the place in its own words.
    private static string WithoutPlace(string message) =>
        message.IndexOf(" LineNumber: ", StringComparison.Ordinal) is >= 0 and var end ? message[..end] : message;
}
