using System.Text;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Portability;

/// <summary>
/// The document of a file in Letta's format (<c>.af</c>): of several agents with their blocks, tools and files, or in the older
/// form of one agent.
/// </summary>
internal static class LettaFile
{
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Whether bytes are such a file, and not one of ours.</summary>
    public static bool IsOne(ReadOnlySpan<byte> file)
    {
        var reader = new Utf8JsonReader(
            file[LengthOfMark(file)..], new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
        try
        {
            // Some are published as a text that holds the document.
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return reader.TokenType == JsonTokenType.String;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("format"u8))
                    return false;
                if (reader.ValueTextEquals("agents"u8) || reader.ValueTextEquals("core_memory"u8)
                    || reader.ValueTextEquals("llm_config"u8) || reader.ValueTextEquals("agent_type"u8))
                    return true;
                reader.Skip();
            }
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <exception cref="InvalidRequestException">It is no such document, or nested too deeply.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> file)
    {
        try
        {
            var document = JsonDocument.Parse(file[LengthOfMark(file.Span)..], Options);
            if (document.RootElement.ValueKind != JsonValueKind.String)
                return document;
            using (document)
                return JsonDocument.Parse(Encoding.UTF8.GetBytes(document.RootElement.Text(named: "body")), Options);
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException("body", $"is not an agent file (.af): {e.Message}");
        }
    }

    private static int LengthOfMark(ReadOnlySpan<byte> file) => file.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
}
