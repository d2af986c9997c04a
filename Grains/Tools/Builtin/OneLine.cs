using System.Globalization;
using Sanctum.Errors;
using Sanctum.Storage;

namespace Sanctum.Tools.Builtin;

/// <summary>
/// What a model writes for people, as one line of text: what breaks lines or turns their direction becomes a space.
/// </summary>
internal static class OneLine
{
    /// <exception cref="InvalidRequestException">Nothing is left of it.</exception>
    public static string Of(string parameter, string text)
    {
        var plain = string.Concat(StorableText.Of(text).Select(letter => IsUnfit(letter) ? ' ' : letter));
        var line = string.Join(' ', plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > 0 ? line : throw new InvalidRequestException(parameter, "must not be empty.");
    }

    private static bool IsUnfit(char letter) => char.IsControl(letter)
        || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
