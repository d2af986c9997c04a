using Sanctum.Storage;

namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>Joins characters whose two halves come in two pieces of a text; a half that stays alone becomes U+FFFD.</summary>
internal sealed class SurrogateJoiner
{
    private string _held = "";

    /// <summary>The text that is whole by now.</summary>
    public string Add(string piece)
    {
        var text = _held + piece;
        _held = text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[^1..] : "";
        return StorableText.Of(text[..^_held.Length]);
    }

    /// <summary>What is left at the end.</summary>
    public string End()
    {
        var left = StorableText.Of(_held);
        _held = "";
        return left;
    }
}
