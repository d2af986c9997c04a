using System.Text;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>What a reply context must look like, so that its column takes it, whichever edge it came in by.</summary>
internal static class ReplyContextRule
{
    public const int MaxCharacters = 16_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with it, to be read behind its name; null if nothing is.</summary>
    public static string? FaultOf(string context)
    {
        if (context.Length > MaxCharacters)
            return $"has {context.Length} characters; the limit is {MaxCharacters}.";
        try
        {
            return FaultOf(new Utf8JsonReader(Strict.GetBytes(context)));
        }
        catch (JsonException)
        {
            return "is not JSON.";
        }
        catch (Exception exception) when (exception is EncoderFallbackException or InvalidOperationException)
        {
            return "must not hold half of a surrogate pair.";
        }
    }

    // The column keeps strings as text and numbers as numbers, and so takes less than JSON allows.
    private static string? FaultOf(Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && NullCharacter.IsIn(reader.GetString()))
                return NullCharacter.Fault;
            if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(reader.GetDouble()))
                return "must not hold a number beyond 1.8e308.";
        }
        return null;
    }
}
