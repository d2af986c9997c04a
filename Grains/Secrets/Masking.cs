using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sanctum.Audit;
using Sanctum.Storage;

namespace Sanctum.Secrets;

/// <summary>
/// Makes what others wrote fit to be kept and shown: values under <see cref="SensitiveNames"/> and what looks like a secret
/// inside of texts become <c>[REDACTED]</c>, long texts and lists are cut, and what the database could not hold is left out.
/// </summary>
internal static partial class Masking
{
    public const string Mask = AuditEntry.Redacted;
    private const string Unreadable = """{"unreadable":true}""";
    private const int MaxTextCharacters = 1_024;
    private const int MaxBytes = 16 * 1_024;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON object, masked and bounded; one that cannot be read becomes one that says so.</summary>
    public static string Json(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, Writing))
                Write(writer, document.RootElement);
            return Encoding.UTF8.GetString(buffer.ToArray());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half of a character, or no JSON at all: whoever sent it gets an answer all the same.
            return Unreadable;
        }
    }

    /// <summary>A text without the secrets that can be told from other words.</summary>
    public static string Text(string text) =>
        MaskNamed(Shape().Replace(Scheme().Replace(Userinfo().Replace(text, $"//{Mask}@"), $"$1 {Mask}"), Mask));

    /// <summary>
    /// Whether the text gives a value to a name of <see cref="SensitiveNames"/>, as what repeats a request does.
    /// </summary>
    public static bool NamesSecret(string text) => Name().Matches(text).Any(name =>
        SensitiveNames.Match(name.Groups["name"].Value) && Value().IsMatch(text, name.Index + name.Length));

    // Name by name, for behind one that is harmless, as the https of an address, may be another that is not.
    private static string MaskNamed(string text)
    {
        var (masked, copied) = (new StringBuilder(), 0);
        for (var name = Name().Match(text); name.Success; name = Name().Match(text, Math.Max(copied, name.Index + name.Length)))
        {
            var start = name.Index + name.Length;
            if (!SensitiveNames.Match(name.Groups["name"].Value) || Value().Match(text, start) is not { Success: true } value)
                continue;
            masked.Append(text, copied, start - copied).Append(Mask);
            copied = start + value.Length;
        }
        return masked.Append(text, copied, text.Length - copied).ToString();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject().TakeWhile(_ => HasRoom(writer)))
                    WriteField(writer, field);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray().TakeWhile(_ => HasRoom(writer)))
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Cut(Text(value.GetString()!)));
                break;
            case JsonValueKind.Number:
                WriteNumber(writer, value);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteField(Utf8JsonWriter writer, JsonProperty field)
    {
        writer.WritePropertyName(Cut(field.Name));
        if (SensitiveNames.Match(field.Name))
            writer.WriteStringValue(Mask);
        else
            Write(writer, field.Value);
    }

    // The database's numbers have an end that JSON's do not.
    private static void WriteNumber(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.TryGetInt64(out var whole))
            writer.WriteNumberValue(whole);
        else if (value.TryGetDouble(out var number) && double.IsFinite(number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(Cut(value.GetRawText()));
    }

    private static string Cut(string text) => StorableText.Cut(text, MaxTextCharacters, "…");

    private static bool HasRoom(Utf8JsonWriter writer) => writer.BytesCommitted + writer.BytesPending < MaxBytes;

    // https://name:password@host
    [GeneratedRegex(@"//[^/\s@]+@")]
    private static partial Regex Userinfo();

    // Bearer abc
    [GeneratedRegex(@"\b(Bearer|DPoP)\s+[A-Za-z0-9._~+/=-]{8,}", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    // What issuers give their keys to be known by: OpenAI and others, GitHub, Slack, AWS, Google, Standard Webhooks, JSON web
    // tokens, PEM.
    [GeneratedRegex(
        @"\bsk-[A-Za-z0-9_-]{16,}|\bgh[opsur]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}" +
        @"|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bAKIA[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{30,}|\bwhsec_[A-Za-z0-9+/=]{16,}" +
        @"|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)?" +
        @"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]*",
        RegexOptions.NonBacktracking)]
    private static partial Regex Shape();

    // The names and what separates them from their values in ?access_token=abc, password: abc, "apiKey": "abc", Authorization:
    // Basic abc
    [GeneratedRegex("""(?<name>[A-Za-z][A-Za-z0-9_-]{0,63})["']?\s{0,4}[=:]\s{0,4}["']?""")]
    private static partial Regex Name();

    [GeneratedRegex("""\G(?:(?:[Bb]asic|[Bb]earer|DPoP)\s+)?[^\s&"',;]+""")]
    private static partial Regex Value();
}
