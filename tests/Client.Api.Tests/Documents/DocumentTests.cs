using System.Text.RegularExpressions;
using Sanctum.Testing;

namespace Sanctum.Tests.Documents;

/// <summary>What the pages for readers say of each other and of the code.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Folders = ["docs", "bench", "examples", "templates"];

    [Fact]
    public void Links_between_pages_lead_to_a_file_and_a_heading()
    {
        var broken = from page in Pages()
                     from link in Links(page)
                     where !Exists(page, link)
                     select $"{Relative(page)}: {link}";

        Assert.Empty(broken);
    }

    [Fact]
    public void Types_of_the_glossary_are_in_the_code()
    {
        var declared = SourceFiles.Texts().SelectMany(text => Names(Declaration(), text)).ToHashSet();
        var named = Names(TypeName(), SourceFiles.Text("docs/glossary.md")).ToHashSet();

        Assert.NotEmpty(named);
        Assert.Subset(declared, named);
    }

    [Fact]
    public void The_index_of_decisions_has_each_with_its_title_and_status()
    {
        var index = SourceFiles.Text("docs/decisions/README.md");
        var decisions = Directory.GetFiles(Path.Combine(Repository.Root, "docs/decisions"), "*.md")
            .Where(path => Path.GetFileName(path) is not ("README.md" or "0000-template.md")).Order().ToArray();

        Assert.NotEmpty(decisions);
        Assert.All(decisions, path => Assert.Contains(IndexRow(path), index, StringComparison.Ordinal));
    }

    private static string IndexRow(string decision)
    {
        var lines = File.ReadAllLines(decision);
        var status = Status().Match(lines[2]);
        Assert.True(status.Success, $"The third line of {Relative(decision)} is no status with a date: {lines[2]}");
        var file = Path.GetFileName(decision);
        return $"| {int.Parse(file[..4], null)} | [{lines[0].TrimStart('#', ' ')}]({file}) | {status.Groups["status"].Value} |";
    }

    private static IEnumerable<string> Pages() => Directory.GetFiles(Repository.Root, "*.md").Concat(Folders.SelectMany(PagesIn));

    private static string[] PagesIn(string folder) =>
        Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories);

    private static IEnumerable<string> Names(Regex pattern, string text) =>
        pattern.Matches(text).Select(match => match.Groups["name"].Value);

    private static IEnumerable<string> Links(string page) =>
        Link().Matches(CodeBlock().Replace(File.ReadAllText(page), "")).Select(match => match.Groups["to"].Value)
            .Where(to => !to.Contains("://", StringComparison.Ordinal) && !to.Contains('…', StringComparison.Ordinal));

    private static bool Exists(string page, string link)
    {
        var parts = link.Split('#');
        var target = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, parts[0]));
        return Path.Exists(target) && (parts.Length == 1 || Anchors(target).Contains(parts[1]));
    }

    // As repository hosts make them: small letters, hyphens for spaces, nothing else but letters and digits.
    private static IEnumerable<string> Anchors(string page) => Heading().Matches(CodeBlock().Replace(File.ReadAllText(page), ""))
        .Select(match => NotInAnchor().Replace(match.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path);

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{Nd}_ -]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+)`")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\b(?:class|record|interface|enum|struct) (?<name>[A-Z]\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^Status: (?<status>(?:proposed|accepted|replaced by \[decision \d+\]\(\S+\)) on \d{4}-\d\d-\d\d)")]
    private static partial Regex Status();
}
