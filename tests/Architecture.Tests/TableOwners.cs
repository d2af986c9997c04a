using System.Text.RegularExpressions;

namespace Sanctum.Architecture;

/// <summary>Which folder owns which tables; only an owner's files hold SQL that writes them.</summary>
internal sealed partial class TableOwners(IReadOnlyDictionary<string, string> owners)
{
    public IEnumerable<string> Tables => owners.Keys;

    /// <summary>Reads <c>folder -> tables</c>, one folder a line.</summary>
    public static TableOwners Parse(IEnumerable<string> lines) => new((
        from line in lines
        let parts = line.Split("->", 2, StringSplitOptions.TrimEntries)
        from table in parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select (Table: table, Owner: parts[0])).ToDictionary(one => one.Table, one => one.Owner));

    /// <summary>The writes of <paramref name="text"/> to tables of other folders, as <c>folder writes table</c>.</summary>
    public IEnumerable<string> ForeignWrites(string folder, string text) => WrittenTables(text)
        .Where(table => owners.TryGetValue(table, out var owner) && owner != folder)
        .Select(table => $"{folder} writes {table}");

    public static IEnumerable<string> CreatedTables(string migration) =>
        Creation().Matches(migration).Select(match => match.Groups["table"].Value.ToLowerInvariant());

    private static IEnumerable<string> WrittenTables(string text) =>
        Write().Matches(Comment().Replace(text, "")).Select(match => match.Groups["table"].Value.ToLowerInvariant()).Distinct();

    [GeneratedRegex(
        @"\b(?:(?:insert|merge)\s+into|(?:update|delete\s+from)(?:\s+only)?|truncate(?:\s+table)?|copy)\s+(?<table>\w+)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Write();

    [GeneratedRegex(@"^\s*create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(?<table>\w+)",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Creation();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
