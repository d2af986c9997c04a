using System.Text.RegularExpressions;
using Sanctum.Testing;

namespace Sanctum.Architecture;

/// <summary>
/// Every statement about a table with a tenant says of which tenant, so that none reads or writes another one's rows. The list
/// names the statements that are about all tenants.
/// </summary>
public sealed partial class TenantStatementTests
{
    // Reviewed, by file, table and number of uses: what looks for due work, removes what is expired, names a row by an id that
    // only its tenant's own rows hold, or is a part of a statement that names the tenant in another part.
    private static readonly string[] AcrossTenants = [.. File.ReadAllLines(
        Path.Combine(Repository.Root, "tests", "Architecture.Tests", "across-tenants.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public void Every_statement_names_its_tenant_or_is_in_the_list()
    {
        var tables = TenantTables();
        var grains = Path.Combine(Repository.Root, "Grains");
        string[] found = [.. Directory.EnumerateFiles(grains, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Unscoped(File.ReadAllText(file), tables).GroupBy(table => table)
                .Select(uses => $"{Path.GetRelativePath(grains, file).Replace('\\', '/')} {uses.Key} {uses.Count()}"))
            .Order(StringComparer.Ordinal)];
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "architecture")).FullName;
        File.WriteAllLines(Path.Combine(folder, "across-tenants.txt"), found);

        Assert.True(tables.Count > 30);
        Assert.Equal(AcrossTenants, found);
    }

    [Theory]
    [InlineData("select a from users where tenant = $1", false)]
    [InlineData("select a from users u where u.tenant = $1", false)]
    [InlineData(
        "select a from users u join user_roles r on r.tenant = u.tenant and r.username = u.username where u.tenant = $1", false)]
    [InlineData("select a from users u join user_roles r on r.username = u.username where u.tenant = $1", true)]
    [InlineData("select a from users where username = $1", true)]
    [InlineData("update users set a = 1 where username = $1", true)]
    [InlineData("delete from users where tenant = $1 and a = 2", false)]
    [InlineData("insert into users (tenant, username) values ($1, $2)", false)]
    [InlineData("insert into users (username) values ($1)", true)]
    public void Statement_without_a_tenant_is_found(string sql, bool isFound) =>
        Assert.Equal(isFound, Unscoped($"\"{sql}\"", TenantTables()).Any());

    /// <summary>The tables that a migration gives a column <c>tenant</c>.</summary>
    private static HashSet<string> TenantTables()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "Grains"), "*.sql", SearchOption.AllDirectories))
        {
            foreach (Match table in Creation().Matches(File.ReadAllText(file)))
            {
                if (Column().IsMatch(table.Groups["columns"].Value))
                    found.Add(table.Groups["table"].Value);
            }
        }
        return found;
    }

    private static IEnumerable<string> Unscoped(string code, HashSet<string> tables) =>
        from literal in Literal().Matches(code).Select(match => match.Value)
        from use in Use().Matches(literal)
        let table = use.Groups["table"].Value
        where tables.Contains(table) && !NamesTenant(literal, use)
        select table;

    private static bool NamesTenant(string sql, Match use)
    {
        if (use.Groups["insert"].Success)
            return use.Groups["columns"].Value.TrimStart().StartsWith("tenant", StringComparison.Ordinal);
        var alias = use.Groups["alias"].Value is { Length: > 0 } given && !Keywords.Contains(given) ? given : null;
        var rest = sql[use.Index..];
        return (alias is not null && Regex.IsMatch(rest, $@"\b{alias}\.tenant\s*(?:=|\bin\b|,)|=\s*{alias}\.tenant\b"))
            || Regex.IsMatch(rest, $@"\b{use.Groups["table"].Value}\.tenant\s*=|(?<![.\w])tenant\s*=");
    }

    private static readonly HashSet<string> Keywords =
    [
        "where", "set", "on", "order", "limit", "left", "join", "cross", "group", "using", "for", "returning", "union", "as",
        "inner", "full", "right", "having", "offset", "and", "or",
    ];

    [GeneratedRegex(
        @"^\s*create\s+(?:unlogged\s+)?table\s+(?<table>\w+)\s*\((?<columns>.*?)^\);",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Creation();

    [GeneratedRegex(@"^\s*tenant\s+text", RegexOptions.Multiline)]
    private static partial Regex Column();

    [GeneratedRegex("""
        \$*"{3,}.*?"{3,}|\$?"(?:\\.|[^"\\\n])*"(?:\s*\+\s*\$?"(?:\\.|[^"\\\n])*")*
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Literal();

    [GeneratedRegex(
        @"\b(?:(?<insert>insert\s+into)\s+(?<table>\w+)(?:\s+as\s+\w+)?\s*\((?<columns>[^)]*)" +
        @"|(?:from|join|update|delete\s+from)\s+(?<table>\w+)(?:\s+(?:as\s+)?(?<alias>\w+))?)")]
    private static partial Regex Use();
}
