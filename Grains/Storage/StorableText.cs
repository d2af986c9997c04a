using System.Text;

namespace Sanctum.Storage;

/// <summary>
/// Text of others as a column takes it: U+0000 is refused there, and half of a surrogate pair cannot even be sent. Each such
/// character becomes U+FFFD. To leave it out would join what it held apart: two keys could become one, or two halves of a word
/// that was filtered (Unicode TR 36, 3.5).
/// </summary>
internal static class StorableText
{
    /// <summary>The same text, in which U+FFFD stands for what cannot be kept; as long as it was.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
    }

    /// <summary>The same, cut to <paramref name="most"/> characters and <paramref name="ending"/> if it is longer.</summary>
    public static string Cut(string text, int most, string ending = "")
    {
        if (text.Length <= most)
            return Of(text);
        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return Of(text[..end]) + ending;
    }
}
