using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Chat;

/// <summary>The text of a message, which OpenAI's API allows to be given whole or in parts.</summary>
internal static class ChatMessageText
{
    /// <exception cref="InvalidRequestException">The content is neither a text nor parts of text.</exception>
    public static string Of(ChatRequestMessage message, string field) => message.Content switch
    {
        null => "",
        { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Join(
            "\n", parts.EnumerateArray().Select((part, i) => OfPart(part, $"{field}.content[{i}]"))),
        _ => throw new InvalidRequestException($"{field}.content", "must be a text or a list of parts."),
    };

    /// <summary>
    /// The text of a message that an agent need not read: what is no text in it, such as a picture or a model's thinking, is left
    /// out.
    /// </summary>
    public static string OfEarlier(ChatRequestMessage message) => message.Content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Join("\n", parts.EnumerateArray().Select(TextOf).OfType<string>()),
        _ => "",
    };

    private static string OfPart(JsonElement part, string field)
    {
        return TextOf(part) ?? throw new InvalidRequestException(field, "is not a part of type text; agents read text only.");
    }

    private static string? TextOf(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object
        && part.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && type.GetString() is "text" or "refusal"
        && part.TryGetProperty(type.GetString()!, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
