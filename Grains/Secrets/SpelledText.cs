using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sanctum.Secrets;

/// <summary>
/// Finds a text inside another in whatever spelling it went there: as it is, escaped as JSON once or several times, percent-encoded, as
/// a form or as HTML, each character in its own way. It reads every place once, so it takes no longer than the text is long.
/// </summary>
internal static class SpelledText
{
    private const int MaxEscapes = 64;

    private static readonly Dictionary<char, char> Letters = new() { ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['\b'] = 'b', ['\f'] = 'f' };

    private static readonly Dictionary<char, string> Entities = new() { ['"'] = "quot", ['&'] = "amp", ['<'] = "lt", ['>'] = "gt", ['\''] = "apos" };

    /// <summary>How many characters of <paramref name="text"/> from <paramref name="start"/> on spell <paramref name="wanted"/>; 0 if they do not.</summary>
    public static int MatchLength(ReadOnlySpan<char> text, int start, string wanted)
    {
        var at = start;
        for (var i = 0; i < wanted.Length;)
        {
            var isRune = Rune.DecodeFromUtf16(wanted.AsSpan(i), out var rune, out var used) == OperationStatus.Done;
            if (Percent(text[at..], isRune ? rune : Rune.ReplacementChar) is > 0 and var encoded)
            {
                at += encoded;
                i += used;
                continue;
            }
            if (Character(text[at..], wanted[i]) is > 0 and var read)
                at += read;
            else if (wanted[i] != '\\' || i == 0 || wanted[i - 1] != '\\')
                return 0;
            // A backslash that does not match was read with the run of those before it.
            i++;
        }
        return at - start;
    }

    private static int Character(ReadOnlySpan<char> text, char wanted)
    {
        if (text.IsEmpty)
            return 0;
        if (text[0] == '\\')
            return Escape(text, wanted);
        if (text[0] == wanted || text[0] == '+' && wanted == ' ')
            return 1;
        return text[0] == '&' ? Entity(text, wanted) : 0;
    }

    // A run of backslashes is one escape, however often it was escaped again.
    private static int Escape(ReadOnlySpan<char> text, char wanted)
    {
        var run = text[..Math.Min(text.Length, MaxEscapes + 1)].IndexOfAnyExcept('\\') is var end && end < 0 ? Math.Min(text.Length, MaxEscapes + 1) : end;
        if (run > MaxEscapes)
            return wanted == '\\' ? 1 : 0;
        var rest = text[run..];
        if (rest.Length >= 5 && rest[0] == 'u' && ushort.TryParse(rest.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code == wanted)
            return run + 5;
        if (wanted == '\\')
            return rest.Length > 0 && rest[0] is '"' or '/' ? Math.Max(1, run - 1) : run;
        return rest.Length > 0 && (rest[0] == wanted || Letters.TryGetValue(wanted, out var letter) && rest[0] == letter) ? run + 1 : 0;
    }

    // %25 is the percent sign of what was encoded twice.
    private static int Percent(ReadOnlySpan<char> text, Rune wanted)
    {
        Span<byte> bytes = stackalloc byte[4];
        var at = 0;
        foreach (var value in bytes[..wanted.EncodeToUtf8(bytes)])
        {
            if (at >= text.Length || text[at] != '%')
                return 0;
            at++;
            while (value != '%' && text[at..].StartsWith("25"))
                at += 2;
            if (at + 2 > text.Length || !byte.TryParse(text.Slice(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code != value)
                return 0;
            at += 2;
        }
        return at;
    }

    private static int Entity(ReadOnlySpan<char> text, char wanted)
    {
        const int MaxEntity = 10;
        var end = text[..Math.Min(text.Length, MaxEntity)].IndexOf(';');
        if (end < 2)
            return 0;
        var name = text[1..end];
        var isWanted = name[0] == '#'
            ? name.Length > 1 && (name[1] is 'x' or 'X'
                ? int.TryParse(name[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                : int.TryParse(name[1..], NumberStyles.None, CultureInfo.InvariantCulture, out code)) && code == wanted
            : Entities.TryGetValue(wanted, out var entity) && name.SequenceEqual(entity);
        return isWanted ? end + 1 : 0;
    }
}
