using System.Text.RegularExpressions;
using Sanctum.Hosting;
using Sanctum.Testing;
using Sanctum.Traces;

namespace Sanctum.Erasures;

/// <summary>Each table is erased from, or the page says why not.</summary>
public sealed partial class ErasedTablesTests(ErasedWorld world) : IClassFixture<ErasedWorld>
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "erasure.md");

    [Fact]
    public async Task Every_table_has_an_eraser_or_a_reason_on_the_page()
    {
        var erased = world.Host.Part<IEnumerable<IPersonEraser>>().SelectMany(eraser => eraser.Tables).ToHashSet();
        var rows = Row().Matches(await File.ReadAllTextAsync(Page)).ToDictionary(
            row => row.Groups["table"].Value, row => row.Groups["what"].Value);

        Assert.Equal((await world.Tables()).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            erased.Order(StringComparer.Ordinal),
            rows.Where(row => row.Value == "erased").Select(row => row.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_eraser_of_the_program_is_found()
    {
        var found = world.Host.Part<IEnumerable<IPersonEraser>>().Select(eraser => eraser.GetType());

        Assert.Equal(
            PartTypes.Implementing<IPersonEraser>().OrderBy(type => type.FullName), found.OrderBy(type => type.FullName));
    }

    [GeneratedRegex(@"^\| `(?<table>\w+)` \| (?<what>erased|kept|nothing) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
