namespace Sanctum.Models.Local;

/// <summary>
/// Finds a calculation in a text. It looks at each character once, however the text is made; a pattern would not.
/// </summary>
internal static class Arithmetic
{
    private const int MinCharacters = 3;

    /// <summary>The first calculation, such as <c>6 * (7 + 1)</c>; null if there is none.</summary>
    public static string? Find(string text)
    {
        for (var end = 0; end < text.Length; end++)
        {
            var start = end;
            while (end < text.Length && IsPart(text[end]))
                end++;
            if (FindIn(text.AsSpan(start, end - start)) is { } found)
                return found;
        }
        return null;
    }

    // From its first digit or bracket, with the sign before it, through an operator, to its last digit or bracket.
    private static string? FindIn(ReadOnlySpan<char> run)
    {
        var first = 0;
        while (first < run.Length && !IsOpening(run[first]))
            first++;
        var sign = first;
        while (sign < run.Length && !IsOperator(run[sign]))
            sign++;
        var last = run.Length - 1;
        while (last > sign && !IsClosing(run[last]))
            last--;
        if (last <= sign)
            return null;
        var begin = first > 0 && run[first - 1] == '-' ? first - 1 : first;
        var found = run[begin..(last + 1)].Trim();
        return found.Length >= MinCharacters ? found.ToString() : null;
    }

    private static bool IsPart(char letter) =>
        char.IsDigit(letter) || char.IsWhiteSpace(letter) || letter is '.' or '(' or ')' || IsOperator(letter);

    private static bool IsOperator(char letter) => letter is '-' or '+' or '*' or '/' or '^' or '%';

    private static bool IsOpening(char letter) => char.IsDigit(letter) || letter == '(';

    private static bool IsClosing(char letter) => char.IsDigit(letter) || letter == ')';
}
