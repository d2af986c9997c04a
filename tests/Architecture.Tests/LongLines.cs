namespace Sanctum.Architecture;

/// <summary>Lines of C# that are longer than <c>max_line_length</c> of <c>.editorconfig</c>.</summary>
internal static class LongLines
{
    /// <summary>Characters that a line may have.</summary>
    public const int MaxCharacters = 130;

    /// <summary>
    /// The numbers of the lines that are too long. A line whose first character beyond the limit is in a raw string literal is
    /// not one of them: its text is foreign, such as JSON or what a program prints.
    /// </summary>
    public static IEnumerable<int> In(string code)
    {
        var lines = code.Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        if (!Array.Exists(lines, line => line.Length > MaxCharacters))
            yield break;
        var foreign = RawStrings.In(code.ReplaceLineEndings("\n"));
        var start = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var beyond = start + MaxCharacters;
            if (lines[i].Length > MaxCharacters && !foreign.Any(literal => literal.Start <= beyond && beyond < literal.End))
                yield return i + 1;
            start += lines[i].Length + 1;
        }
    }
}
