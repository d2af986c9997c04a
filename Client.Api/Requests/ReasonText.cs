using System.Globalization;
using Sanctum.Errors;

namespace Sanctum.Requests;

/// <summary>Why an operator did something, as the query gives it: one line of plain text.</summary>
internal static class ReasonText
{
    /// <summary>Most characters of a reason.</summary>
    public const int MaxCharacters = 500;

    /// <summary>The reason, or <paramref name="fallback"/> where there is none.</summary>
    /// <exception cref="InvalidRequestException">It is too long, or holds what no line of text holds.</exception>
    public static string Check(string? reason, string fallback)
    {
        if (string.IsNullOrWhiteSpace(reason))
            return fallback;
        return Require(reason);
    }

    /// <summary>The reason, which must be there.</summary>
    /// <exception cref="InvalidRequestException">It is missing, too long, or holds what no line of text holds.</exception>
    public static string Require(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new InvalidRequestException("reason", "must not be empty.");
        if (reason.Length > MaxCharacters)
            throw new InvalidRequestException("reason", $"has {reason.Length} characters; the limit is {MaxCharacters}.");
        foreach (var letter in reason)
        {
            if (IsUnfit(letter))
                throw new InvalidRequestException(
                    "reason", $"must be one line of text; it holds the character U+{(int)letter:X4}.");
        }
        return reason;
    }

    // Control characters and line breaks, and marks that make a terminal show a text in another order than it has (UAX #9).
    private static bool IsUnfit(char letter) => char.IsControl(letter)
        || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
