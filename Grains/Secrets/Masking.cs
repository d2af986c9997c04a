using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sanctum.Storage;

namespace Sanctum.Secrets;

/// <summary>
/// Makes what others wrote fit to be kept and shown: values under <see cref="SensitiveNames"/> and what looks like a secret
/// inside of texts become <c>[REDACTED]</c>, long texts and lists are cut, and what the database could not hold is left out.
/// </summary>
internal static class Masking
{
    public const string Mask = MaskedText.Mask;
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

    /// <inheritdoc cref="MaskedText.Of"/>
    public static string Text(string text) => MaskedText.Of(text);

    /// <inheritdoc cref="MaskedText.NamesSecret"/>
    public static bool NamesSecret(string text) => MaskedText.NamesSecret(text);

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
}
