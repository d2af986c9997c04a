using System.Text.RegularExpressions;

namespace Sanctum.Tests;

public sealed partial class ConfigurationDocumentTests
{
    private const string Document = "docs/configuration.md";

    [Fact]
    public async Task Document_has_the_row_of_every_setting_and_no_other()
    {
        var rows = (await BoundOptions.Find()).Select(setting => setting.Row).ToArray();
        var written = SourceFiles.Lines(Document).Where(line => OptionRow().IsMatch(line)).ToArray();

        var missing = rows.Except(written).ToArray();
        var stale = written.Except(rows).ToArray();

        Assert.True(missing.Length + stale.Length == 0, $"{Document} lacks:\n{string.Join('\n', missing)}\n\n" +
            $"and has what no options class says:\n{string.Join('\n', stale)}");
        Assert.Equal(written.Distinct(), written);
    }

    [Fact]
    public void Every_setting_that_the_code_names_is_one()
    {
        var known = SourceFiles.Lines(Document).Select(line => Row().Match(line)).Where(row => row.Success)
            .Select(row => row.Groups["key"].Value).ToArray();
        var named = SourceFiles.Texts().SelectMany(text => Name().Matches(text)).Select(name => name.Value).Distinct();

        var unknown = named.Where(name => !known.Any(key => key == name || key.StartsWith(name + ":", StringComparison.Ordinal)))
            .ToArray();

        Assert.True(unknown.Length == 0, $"{Document} does not have: {string.Join(", ", unknown)}");
    }

    [Fact]
    public void Document_has_every_environment_variable_and_no_other()
    {
        var read = SourceFiles.Texts().Append(SourceFiles.Text("dev")).SelectMany(text => Variable().Matches(text))
            .Select(match => match.Value).Distinct();
        var written = SourceFiles.Lines(Document).Select(line => VariableRow().Match(line)).Where(row => row.Success).Select(
            row => row.Groups["name"].Value);

        Assert.Equal(read.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `Sanctum:.+\| `Sanctum__\w+` \|$")]
    private static partial Regex OptionRow();

    [GeneratedRegex(@"^\| `(?<key>Sanctum:[\w:]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\bSanctum(:[A-Z]\w+)+")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b(SANCTUM_[A-Z_]*[A-Z]|OTEL_EXPORTER_[A-Z_]*[A-Z]|[A-Z]+_API_KEY)\b")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\| `(?<name>[A-Z]+_[A-Z_]+)` \|")]
    private static partial Regex VariableRow();
}
