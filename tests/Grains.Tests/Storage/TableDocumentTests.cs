using System.Text.RegularExpressions;
using Sanctum.Testing;

namespace Sanctum.Storage;

[Collection(HostSuite.Name)]
public sealed partial class TableDocumentTests(SanctumHost host)
{
    [Fact]
    public async Task The_documentation_names_every_column_of_every_table_and_no_other()
    {
        var documented = Columns(await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "tables.md"))).Order(
            StringComparer.Ordinal);
        var real = new List<string>();
        await using var command = host.Rows.CreateCommand(
            "select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            real.Add(reader.GetString(0));

        Assert.Equal(real.Order(StringComparer.Ordinal), documented);
    }

    private static IEnumerable<string> Columns(IEnumerable<string> lines)
    {
        var table = "";
        foreach (var line in lines)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                table = line[3..].Trim();
            else if (ColumnRow().Match(line) is { Success: true } row)
                yield return $"{table}.{row.Groups[1].Value}";
        }
    }

    [GeneratedRegex(@"^\| `(\w+)` \|")]
    private static partial Regex ColumnRow();
}
