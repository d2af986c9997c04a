using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sanctum.Secrets;

/// <summary>
/// Finds a text inside another in whatever spelling it went there: as it is, escaped as JSON once or several times,
/// percent-encoded, as a form or as HTML, each character in its own way. It reads every place once, so it takes no longer than
/// the text is long.
/// </summary>
internal static class SpelledText
{
    private const int MaxEscapes = 64;

    private static readonly Dictionary<char, char> Letters = new()
    {
        ['\n'] = 'n',
        ['\r'] = 'r',
        ['\t'] = 't',
        ['\b'] = 'b',
        ['\f'] = 'f',
    };

    private static readonly Dictionary<char, string> Entities = new()
    {
        ['"'] = "quot",
        ['&'] = "amp",
        ['<'] = "lt",
        ['>'] = "gt",
        ['\''] = "apos",
    };

    /// <summary>
    /// How many characters of <paramref name="text"/> from <paramref name="start"/> on spell <paramref name="wanted"/>; 0 if they
    /// do not.
    /// </summary>
    public static int MatchLength(ReadOnlySpan<char> text, int start, string wanted)
    {
        var at = start;
        for (var i = 0; i < wanted.Length;)
        {
            var isRune = Rune.DecodeFromUtf16(wanted.AsSpan(i), out var rune, out var used) == OperationStatus.Done;
            if (Encoded(text[at..], isRune ? rune : Rune.ReplacementChar) is > 0 and var encoded)
            {
                at += encoded;
                i += used;
                continue;
            }
            if (Character(text[at..], wanted[i], i + 1 < wanted.Length ? wanted[i + 1] : null) is > 0 and var read)
                at += read;
            else if (wanted[i] != '\\' || i == 0 || wanted[i - 1] != '\\')
                return 0;
            // A backslash that does not match was read with the run of those before it.
            i++;
        }
        return at - start;
    }

    private static int Encoded(ReadOnlySpan<char> text, Rune wanted) => text.IsEmpty
        ? 0
        : text[0] switch { '%' => Percent(text, wanted), '&' => Entity(text, wanted), _ => 0 };

    private static int Character(ReadOnlySpan<char> text, char wanted, char? next)
    {
        if (text.IsEmpty)
            return 0;
        if (text[0] == '\\')
            return Escape(text, wanted, next);
        return text[0] == wanted || text[0] == '+' && wanted == ' ' ? 1 : 0;
    }

    // A run of backslashes is one escape, however often it was escaped again; its last may be the escape of what comes next.
    private static int Escape(ReadOnlySpan<char> text, char wanted, char? next)
    {
        var run = RunOf(text);
        if (run > MaxEscapes)
            return wanted == '\\' ? 1 : 0;
        var rest = text[run..];
        if (wanted != '\\' || IsCode(rest, wanted))
            return IsCode(rest, wanted) ? run + 5 : IsEscape(rest, wanted) ? run + 1 : 0;
        return run > 1 && next is { } following && (IsCode(rest, following) || IsEscaped(rest, following)) ? run - 1 : run;
    }

    private static int RunOf(ReadOnlySpan<char> text)
    {
        var looked = text[..Math.Min(text.Length, MaxEscapes + 1)];
        return looked.IndexOfAnyExcept('\\') is >= 0 and var end ? end : looked.Length;
    }

    private static bool IsCode(ReadOnlySpan<char> text, char wanted) =>
        text.Length >= 5 && text[0] == 'u'
        && ushort.TryParse(text.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        && code == wanted;

    private static bool IsEscape(ReadOnlySpan<char> text, char wanted) =>
        text.Length > 0 && text[0] == wanted || IsEscaped(text, wanted);

    private static bool IsEscaped(ReadOnlySpan<char> text, char wanted) =>
        text.Length > 0
            && (text[0] == wanted && wanted is '"' or '/' || Letters.TryGetValue(wanted, out var letter) && text[0] == letter);

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
            if (at + 2 > text.Length
                || !byte.TryParse(text.Slice(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                || code != value)
                return 0;
            at += 2;
        }
        return at;
    }

    private static int Entity(ReadOnlySpan<char> text, Rune wanted)
    {
        const int MaxEntity = 10;
        var end = text[..Math.Min(text.Length, MaxEntity)].IndexOf(';');
        if (end < 2)
            return 0;
        var name = text[1..end];
        var isWanted = name[0] == '#'
            ? name.Length > 1 && (name[1] is 'x' or 'X'
                ? int.TryParse(name[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                : int.TryParse(name[1..], NumberStyles.None, CultureInfo.InvariantCulture, out code)) && code == wanted.Value
            : wanted.IsBmp && Entities.TryGetValue((char)wanted.Value, out var entity) && name.SequenceEqual(entity);
        return isWanted ? end + 1 : 0;
    }
}
