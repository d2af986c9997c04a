using System.Text;

namespace Sanctum.Memory;

/// <summary>A part of a file below one heading.</summary>
/// <param name="Heading">The heading; empty where there is none.</param>
/// <param name="Line">The line, or the page, where it begins; from 1.</param>
/// <param name="Text">Its text.</param>
/// <param name="IsPaged">Whether <paramref name="Line"/> is a page, so that it does not change within the part.</param>
internal sealed record FileSection(string Heading, int Line, string Text, bool IsPaged = false);

/// <summary>
/// The parts of a Markdown document: below each heading of the form <c># Heading</c>, outside of fenced code. YAML between
/// <c>---</c> at its beginning is left out.
/// </summary>
internal static class MarkdownSections
{
    private const int MaxLevel = 6;

    public static IEnumerable<FileSection> Of(string document)
    {
        var lines = document.ReplaceLineEndings("\n").Split('\n');
        var first = FirstLine(lines);
        var (heading, begin, text, fence) = ("", first + 1, new StringBuilder(), "");
        for (var i = first; i < lines.Length; i++)
        {
            fence = FenceAfter(fence, lines[i]);
            if (fence.Length > 0 || HeadingOf(lines[i]) is not { } next)
            {
                text.Append(lines[i]).Append('\n');
                continue;
            }
            yield return new FileSection(heading, begin, text.ToString());
            (heading, begin) = (next, i + 2);
            text.Clear();
        }
        yield return new FileSection(heading, begin, text.ToString());
    }

    private static int FirstLine(string[] lines)
    {
        if (lines[0] != "---")
            return 0;
        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() is "---" or "...");
        return end < 0 ? 0 : end + 1;
    }

    // Code ends with at least as many of the same characters as it began with.
    private static string FenceAfter(string fence, string line)
    {
        var trimmed = line.AsSpan().TrimStart(' ');
        if (line.Length - trimmed.Length > 3 || trimmed.IsEmpty || trimmed[0] is not ('`' or '~'))
            return fence;
        var length = trimmed.IndexOfAnyExcept(trimmed[0]);
        length = length < 0 ? trimmed.Length : length;
        if (fence.Length == 0)
            return length >= 3 ? new string(trimmed[0], length) : "";
        return trimmed[0] == fence[0] && length >= fence.Length && trimmed[length..].IsWhiteSpace() ? "" : fence;
    }

    private static string? HeadingOf(string line)
    {
        var level = line.AsSpan().IndexOfAnyExcept('#');
        return level is >= 1 and <= MaxLevel && line[level] is ' ' or '\t'
            && line.AsSpan(level).Trim().TrimEnd('#').TrimEnd() is { IsEmpty: false } heading
            ? heading.ToString()
            : null;
    }
}
