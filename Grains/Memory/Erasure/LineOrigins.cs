namespace Sanctum.Memory;

/// <summary>
/// Which lines of a text came from changes that are to be erased, followed from version to version. A line that replaced one of
/// theirs counts as theirs; the lines that they replaced come back.
/// </summary>
/// <param name="text">The text at the beginning, of which nothing is to be erased.</param>
internal sealed class LineOrigins(string text)
{
    // What is there instead of a line; null where the line stays.
    private readonly record struct Line(string Text, string[]? Instead);

    private List<Line> _lines = [.. LineDiff.LinesOf(text).Select(line => new Line(line, null))];

    /// <summary>The text as it is.</summary>
    public string Text => string.Join('\n', _lines.Select(line => line.Text));

    /// <summary>The text without what is to be erased.</summary>
    public string Clean => string.Join('\n', _lines.SelectMany(Kept));

    /// <summary>The lines that are to be erased, but for those that stay elsewhere in the text.</summary>
    public IEnumerable<string> Erased => _lines.Where(line => line.Instead is not null).Select(line => line.Text)
        .Except(_lines.SelectMany(Kept), StringComparer.Ordinal);

    /// <summary>Follows a change.</summary>
    /// <param name="after">The text after it.</param>
    /// <param name="isErased">Whether what it brought is to be erased.</param>
    public void Become(string after, bool isErased)
    {
        string[] before = [.. _lines.Select(line => line.Text)];
        var lines = LineDiff.LinesOf(after);
        var next = new List<Line>(lines.Length);
        var from = 0;
        foreach (var change in LineDiff.Between(before, lines))
        {
            next.AddRange(_lines[from..change.Start]);
            next.AddRange(Added(
                _lines[change.Start..change.End], lines[change.AddedAt..(change.AddedAt + change.Added)], isErased));
            from = change.End;
        }
        next.AddRange(_lines[from..]);
        _lines = next;
    }

    private static IEnumerable<Line> Added(List<Line> removed, string[] added, bool isErased)
    {
        if (!isErased && removed.TrueForAll(line => line.Instead is null))
            return added.Select(line => new Line(line, null));
        string[] back = [.. removed.SelectMany(Kept)];
        return added.Select((line, place) => new Line(line, place == 0 ? back : []));
    }

    private static string[] Kept(Line line) => line.Instead ?? [line.Text];
}
