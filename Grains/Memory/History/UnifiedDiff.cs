using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Sanctum.Memory;

/// <summary>What differs between two texts, in the unified format of <c>diff -u</c>.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The diff; empty where the texts are equal.</summary>
    /// <param name="before">The text before.</param>
    /// <param name="after">The text after.</param>
    /// <param name="beforeName">What the diff calls the text before.</param>
    /// <param name="afterName">What the diff calls the text after.</param>
    public static string Of(string before, string after, string beforeName, string afterName)
    {
        var (old, @new) = (LineDiff.LinesOf(before), LineDiff.LinesOf(after));
        var changes = LineDiff.Between(old, @new);
        if (changes.IsEmpty)
            return "";
        var text = new StringBuilder($"--- {beforeName}\n+++ {afterName}\n");
        for (var first = 0; first < changes.Length;)
        {
            var next = first + 1;
            while (next < changes.Length && changes[next].Start - changes[next - 1].End <= 2 * Context)
                next++;
            Hunk(text, old, @new, changes[first..next]);
            first = next;
        }
        return text.ToString();
    }

    private static void Hunk(StringBuilder text, string[] old, string[] @new, ImmutableArray<LineChange> changes)
    {
        var from = Math.Max(0, changes[0].Start - Context);
        var to = Math.Min(old.Length, changes[^1].End + Context);
        var shift = changes[0].AddedAt - changes[0].Start;
        var newLength = to - from + changes.Sum(change => change.Added - change.Removed);
        text.Append("@@ -").Append(Range(from, to - from)).Append(" +").Append(Range(from + shift, newLength)).Append(" @@\n");
        var at = from;
        foreach (var change in changes)
        {
            Lines(text, ' ', old.AsSpan(at, change.Start - at));
            Lines(text, '-', old.AsSpan(change.Start, change.Removed));
            Lines(text, '+', @new.AsSpan(change.AddedAt, change.Added));
            at = change.End;
        }
        Lines(text, ' ', old.AsSpan(at, to - at));
    }

    private static void Lines(StringBuilder text, char mark, ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
            text.Append(mark).Append(line).Append('\n');
    }

    // A range without lines names the line before it.
    private static string Range(int start, int length) => length == 1
        ? (start + 1).ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(length == 0 ? start : start + 1)},{length}");
}
