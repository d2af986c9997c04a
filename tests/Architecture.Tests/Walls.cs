namespace Sanctum.Architecture;

/// <summary>Which folder uses which others, as a graph.</summary>
internal sealed class Walls(IReadOnlyDictionary<string, IReadOnlySet<string>> uses)
{
    public IEnumerable<string> Arrows => from folder in uses.OrderBy(one => one.Key, StringComparer.Ordinal)
                                         from used in folder.Value.Order(StringComparer.Ordinal)
                                         select $"{folder.Key} -> {used}";

    public IEnumerable<string> Lines => uses.OrderBy(one => one.Key, StringComparer.Ordinal)
        .Select(one => $"{one.Key} -> {string.Join(' ', one.Value.Order(StringComparer.Ordinal))}".TrimEnd());

    /// <summary>Reads <c>folder -> may use</c>, one folder a line.</summary>
    public static Walls Parse(IEnumerable<string> lines) => new(lines
        .Select(line => line.Split("->", 2, StringSplitOptions.TrimEntries))
        .ToDictionary(parts => parts[0], parts => Names(parts[1])));

    /// <summary>The arrows that <paramref name="table"/> does not have.</summary>
    public string[] ArrowsOutside(Walls table) => [.. Arrows.Except(table.Arrows)];

    /// <summary>Each group of folders that reach one another, as one line of sorted names.</summary>
    public string[] Circles()
    {
        var reached = uses.Keys.ToDictionary(folder => folder, Reach);
        return [.. uses.Keys.Where(folder => reached[folder].Contains(folder))
            .Select(folder => string.Join(' ', reached[folder].Where(other => Reaches(other, folder))))
            .Distinct().Order(StringComparer.Ordinal)];

        bool Reaches(string from, string to) => reached.TryGetValue(from, out var others) && others.Contains(to);
    }

    private static IReadOnlySet<string> Names(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    private SortedSet<string> Reach(string folder)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var toVisit = new Stack<string>(uses[folder]);
        while (toVisit.TryPop(out var next))
        {
            if (!found.Add(next) || !uses.TryGetValue(next, out var further))
                continue;
            foreach (var one in further)
                toVisit.Push(one);
        }
        return found;
    }
}
