using System.Text.Json;

namespace Telegram;

/// <summary>Where a message is; what a reply needs to find its way.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Message">The message's number there.</param>
internal sealed record MessagePlace(long Chat, long Message)
{
    public static MessagePlace Parse(string json) => JsonSerializer.Deserialize<MessagePlace>(json)!;

    public string ToJson() => JsonSerializer.Serialize(this);

    public override string ToString() => $"{Chat}/{Message}";
}
