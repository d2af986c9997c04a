using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>What a key and a value of session memory may be.</summary>
internal static class SessionMemoryRules
{
    public const int MaxKeyCharacters = 256;
    private const int MaxDepth = 32;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>How many bytes a key takes of its session.</summary>
    public static long BytesOf(string key, string value) => Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);

    /// <summary>A time as rows hold it.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <exception cref="InvalidRequestException">It breaks a rule.</exception>
    public static void CheckKey(string field, string key)
    {
        if (key.Length is 0 or > MaxKeyCharacters)
            throw new InvalidRequestException(field, $"has {key.Length} characters; 1 to {MaxKeyCharacters} are allowed.");
        if (key.Any(char.IsControl) || HasHalfPair(key))
            throw new InvalidRequestException(field, "must not hold control characters or halves of surrogate pairs.");
    }

    /// <summary>A value without blanks between its parts.</summary>
    /// <exception cref="InvalidRequestException">It is no JSON, or too large.</exception>
    public static string Compact(string field, string value, int maxBytes)
    {
        var bytes = new ArrayBufferWriter<byte>();
        try
        {
            using var document = JsonDocument.Parse(value, Strict);
            using var writer = new Utf8JsonWriter(bytes, Plain);
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            throw new InvalidRequestException(
                field, $"is not JSON, has a name twice in an object, or is nested deeper than {MaxDepth}.");
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException(field, "has half of a surrogate pair.");
        }
        return bytes.WrittenCount <= maxBytes
            ? Encoding.UTF8.GetString(bytes.WrittenSpan)
            : throw new InvalidRequestException(field, $"has {bytes.WrittenCount} bytes; the limit is {maxBytes}.");
    }

    private static bool HasHalfPair(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != OperationStatus.Done)
                return true;
            rest = rest[consumed..];
        }
        return false;
    }
}
