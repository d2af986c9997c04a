using System.Text;

namespace Sanctum.Storage;

/// <summary>
/// Text of others as a column takes it: U+0000 is refused there, and half of a surrogate pair cannot even be sent.
/// </summary>
internal static class StorableText
{
    /// <summary>The same text, or as much of it as can be kept.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\0", "", StringComparison.Ordinal);
    }

    /// <summary>The same, cut to <paramref name="most"/> characters and <paramref name="ending"/> if it is longer.</summary>
    public static string Cut(string text, int most, string ending)
    {
        if (text.Length <= most)
            return Of(text);
        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return Of(text[..end]) + ending;
    }
}
