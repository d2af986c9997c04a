namespace Sanctum.Terminal;

/// <summary>
/// Text of others, made safe to show: a terminal obeys control characters, so only line breaks and tabs are left, and no marks
/// that reorder text (UAX #9).
/// </summary>
internal static class Printable
{
    private const string Cut = " …";

    public static string Text(string text) => text.Any(IsCommand) ? string.Concat(text.Where(c => !IsCommand(c))) : text;

    /// <summary>The same on one line, of at most <paramref name="most"/> characters.</summary>
    public static string Line(string text, int most)
    {
        var line = string.Join(' ', Text(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= most ? line : line[..(most - Cut.Length)] + Cut;
    }

    private static bool IsCommand(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
