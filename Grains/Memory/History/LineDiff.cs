using System.Collections.Immutable;
using DiffPlex;
using DiffPlex.Chunkers;

namespace Sanctum.Memory;

/// <summary>A run of lines that differs between two texts.</summary>
/// <param name="Start">Its first line in the text before, from 0.</param>
/// <param name="Removed">How many lines of the text before.</param>
/// <param name="AddedAt">Its first line in the text after, from 0.</param>
/// <param name="Added">How many lines of the text after.</param>
internal readonly record struct LineChange(int Start, int Removed, int AddedAt, int Added)
{
    /// <summary>The first line of the text before that is behind it.</summary>
    public int End => Start + Removed;
}

/// <summary>Which lines differ between two texts.</summary>
internal static class LineDiff
{
    /// <summary>Most lines that are compared one by one: the time is quadratic. What is beyond counts as one change.</summary>
    public const int MaxLines = 4_000;

    /// <summary>The lines of a text, which joined by line feeds are the text again; an empty text has none.</summary>
    public static string[] LinesOf(string text) => text.Length == 0 ? [] : text.Split('\n');

    /// <summary>The changes that make one text the other, in order.</summary>
    public static ImmutableArray<LineChange> Between(ReadOnlySpan<string> before, ReadOnlySpan<string> after)
    {
        var head = before.CommonPrefixLength(after);
        var tail = 0;
        while (tail < Math.Min(before.Length, after.Length) - head && before[^(tail + 1)] == after[^(tail + 1)])
            tail++;
        var removed = before[head..^tail];
        var added = after[head..^tail];
        if (removed.IsEmpty && added.IsEmpty)
            return [];
        if (removed.IsEmpty || added.IsEmpty || removed.Length + added.Length > MaxLines)
            return [new LineChange(head, removed.Length, head, added.Length)];
        var blocks = Differ.Instance.CreateDiffs(
            Ended(removed), Ended(added), ignoreWhiteSpace: false, ignoreCase: false,
            new CustomFunctionChunker(text => text.Split('\n')[..^1])).DiffBlocks;
        return
        [
            .. blocks.Select(block => new LineChange(
                head + block.DeleteStartA, block.DeleteCountA, head + block.InsertStartB, block.InsertCountB)),
        ];
    }

    // A text of one empty line is not an empty text.
    private static string Ended(ReadOnlySpan<string> lines) => string.Join('\n', lines) + '\n';
}
