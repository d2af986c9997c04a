using System.Text.RegularExpressions;
using Sanctum.Testing;

namespace Sanctum.Tests.Documents;

/// <summary>
/// docs/security.md and docs/security-asvs.md name tests and files that are there, and each requirement once.
/// </summary>
public sealed partial class SecurityDocumentTests
{
    private const string Folder = "docs";
    private const string Requirements = "docs/security-asvs.md";
    private static readonly string[] Pages = ["docs/security.md", Requirements];
    private static readonly string[] Statuses = ["met", "part", "open", "n/a"];

    // How many requirements of levels 1 and 2 the chapters of ASVS 5.0.0 have, from V1 to V17.
    private static readonly int[] OfChapters = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];

    public static TheoryData<string> AllPages => [.. Pages];

    [Theory, MemberData(nameof(AllPages))]
    public void Test_class_that_is_named_exists(string page)
    {
        var named = TestClass().Matches(SourceFiles.Text(page)).Select(match => match.Value).ToHashSet();

        Assert.NotEmpty(named);
        Assert.Subset(TestClasses(), named);
    }

    [Theory, MemberData(nameof(AllPages))]
    public void Reference_is_defined_and_definition_is_used(string page)
    {
        var text = SourceFiles.Text(page);
        var used = Reference().Matches(CodeBlock().Replace(text, "")).Select(match => match.Groups["name"].Value).ToHashSet();

        Assert.Equal(used.Order(StringComparer.Ordinal), Definitions(text).Select(one => one.Name).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(AllPages))]
    public void Definition_leads_to_the_file_of_what_it_names(string page)
    {
        var wrong = Definitions(SourceFiles.Text(page)).Where(one => !Holds(one.Path, one.Name)).Select(one => one.Name);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Requirement_is_there_once()
    {
        var ids = Rows().Select(row => row.Id).ToArray();

        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(
            OfChapters, Enumerable.Range(1, OfChapters.Length).Select(
                chapter => ids.Count(id => id.StartsWith($"V{chapter}.", StringComparison.Ordinal))));
    }

    [Fact]
    public void Requirement_has_one_of_four_statuses() => Assert.All(Rows(), row => Assert.Contains(row.Status, Statuses));

    [Fact]
    public void What_is_met_names_what_shows_it()
    {
        var silent = Rows().Where(row => row.Status == "met" && !Shown().IsMatch(row.Evidence)).Select(row => row.Id);

        Assert.Empty(silent);
    }

    [Fact]
    public void Numbers_of_a_chapter_are_those_of_its_rows()
    {
        var counted = Rows().GroupBy(row => row.Id.Split('.')[0]).ToDictionary(
            chapter => chapter.Key,
            chapter => string.Join(" | ", Statuses.Select(status => chapter.Count(row => row.Status == status))));

        var told = Sum().Matches(SourceFiles.Text(Requirements)).ToDictionary(
            match => match.Groups["chapter"].Value, match => match.Groups["numbers"].Value);

        Assert.Equal(counted, told);
    }

    private static IReadOnlyList<RequirementRow> Rows() =>
    [
        .. Row().Matches(SourceFiles.Text(Requirements)).Select(match => new RequirementRow(
            match.Groups["id"].Value, match.Groups["status"].Value, match.Groups["evidence"].Value)),
    ];

    private static HashSet<string> TestClasses() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => Declaration().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value),
    ];

    private static IEnumerable<(string Name, string Path)> Definitions(string page) =>
        Definition().Matches(page).Select(match => (match.Groups["name"].Value, match.Groups["path"].Value));

    private static bool Holds(string path, string name)
    {
        var file = Path.Combine(Repository.Root, Folder, path);
        if (!File.Exists(file))
            return false;
        return Path.GetExtension(file) != ".cs"
            ? Path.GetFileName(file) == name
            : Declaration().Matches(File.ReadAllText(file)).Any(match => match.Groups["name"].Value == name.Split(' ')[0]);
    }

    private sealed record RequirementRow(string Id, string Status, string Evidence);

    [GeneratedRegex(@"\b[A-Z]\w+Tests\b")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"(?<!`)\[(?<name>[A-Za-z][^\]\n]*)\](?![(:])")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\[(?<name>[^\]\n]+)\]: (?<path>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\b(?:class|record|interface|enum|struct) (?<name>[A-Z]\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(
        @"^\| (?<id>V\d+\.\d+\.\d+) \| [12] \| [^|\n]+ \| (?<status>[^|\n]+) \| (?<evidence>[^|\n]+) \|$",
        RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\[[^\]\n]+\]")]
    private static partial Regex Shown();

    [GeneratedRegex(@"^\| (?<chapter>V\d+) [^|\n]+ \| (?<numbers>\d+ \| \d+ \| \d+ \| \d+) \|$", RegexOptions.Multiline)]
    private static partial Regex Sum();
}
