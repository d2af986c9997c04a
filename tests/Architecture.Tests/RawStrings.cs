using System.Text.RegularExpressions;

namespace Sanctum.Architecture;

/// <summary>Finds the raw string literals of C# code; comments, characters and other strings are skipped.</summary>
internal sealed partial class RawStrings(string code)
{
    private readonly List<(int Start, int End)> _found = [];
    private int _at;

    /// <summary>Where raw string literals stand, each from its first quote to the end of its last one.</summary>
    public static IReadOnlyList<(int Start, int End)> In(string code)
    {
        var reader = new RawStrings(code);
        reader.ReadCode(isHole: false);
        return reader._found;
    }

    // Ends before the brace that closes the hole of an interpolated string, or with the code.
    private void ReadCode(bool isHole)
    {
        var depth = 0;
        while (_at < code.Length)
        {
            if (isHole && code[_at] == '}' && depth == 0)
                return;
            if (Skipped().Match(code, _at) is { Success: true } skipped)
                _at += skipped.Length;
            else if (Raw().Match(code, _at) is { Success: true } raw)
                ReadRaw(raw.Groups["quotes"].Value);
            else if (Interpolated().Match(code, _at) is { Success: true } interpolated)
                ReadInterpolated(interpolated.Value);
            else
                depth += code[_at++] switch { '{' => 1, '}' => -1, _ => 0 };
        }
    }

    private void ReadRaw(string quotes)
    {
        var start = _at;
        var opened = code.IndexOf(quotes, _at, StringComparison.Ordinal) + quotes.Length;
        var closed = code.IndexOf(quotes, opened, StringComparison.Ordinal);
        _at = closed < 0 ? code.Length : closed + quotes.Length;
        while (_at < code.Length && code[_at] == '"')
            _at++;
        _found.Add((start, _at));
    }

    private void ReadInterpolated(string opening)
    {
        var isVerbatim = opening.Contains('@', StringComparison.Ordinal);
        _at += opening.Length;
        while (_at < code.Length && InterpolatedText(isVerbatim).Match(code, _at) is { Success: true } text)
        {
            _at += text.Length;
            if (_at >= code.Length || code[_at] == '"')
                break;
            _at++;
            ReadCode(isHole: true);
            _at++;
        }
        _at++;
    }

    private static Regex InterpolatedText(bool isVerbatim) => isVerbatim ? VerbatimText() : PlainText();

    // Comments, characters, verbatim and plain strings.
    [GeneratedRegex(
        """\G(?://[^\n]*|/\*.*?\*/|'(?:\\[^\n][^'\n]*|[^'\\\n])'|@"(?:[^"]|"")*"|"(?!"")(?:\\.|[^"\\\n])*")""",
        RegexOptions.Singleline)]
    private static partial Regex Skipped();

    [GeneratedRegex("""\G\$*(?<quotes>"{3,})""")]
    private static partial Regex Raw();

    [GeneratedRegex("""\G(?:\$@?|@\$)"(?!"")""")]
    private static partial Regex Interpolated();

    // Up to a hole or the end.
    [GeneratedRegex("""\G(?:\\.|\{\{|[^"\\{])*""", RegexOptions.Singleline)]
    private static partial Regex PlainText();

    [GeneratedRegex("""\G(?:""|\{\{|[^"{])*""")]
    private static partial Regex VerbatimText();
}
