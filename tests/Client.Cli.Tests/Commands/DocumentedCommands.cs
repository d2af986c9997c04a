using System.Text.RegularExpressions;
using Sanctum.Testing;

namespace Sanctum.Tests.Commands;

/// <summary>The commands of <c>docs/cli.md</c>.</summary>
internal static partial class DocumentedCommands
{
    private const string Examples = "Examples:\n";

    public static string Document { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md"));

    /// <summary>
    /// Those of the document's table: '| `sanctum queue show AGENT ITEM` | one item |' is 'queue show'.
    /// </summary>
    public static string[] Names { get; } =
    [
        .. Document.Split('\n').Where(line => line.StartsWith("| `sanctum ", StringComparison.Ordinal))
            .SelectMany(row => CommandPattern().Matches(row.Split(" | ")[0]))
            .Select(command => command.Groups["name"].Value).Distinct(),
    ];

    /// <summary>The arguments of the first example in a command's help.</summary>
    public static async Task<string[]> ExampleOf(string command)
    {
        var help = (await Cli.Run(new Uri("http://127.0.0.1:1"), [.. command.Split(' '), "--help"])).Out;
        var example = help[(help.IndexOf(Examples, StringComparison.Ordinal) + Examples.Length)..].Split('\n')[0].Trim();
        var words = WordPattern().Matches(example).Select(word => word.Value.Trim('\'', '"'));
        return [.. words.Skip(1).TakeWhile(word => word is not ("|" or ">" or "<"))];
    }

    [GeneratedRegex("`sanctum (?<name>[a-z][a-z-]*( [a-z][a-z-]*)?)[ `]")]
    private static partial Regex CommandPattern();

    // Words of an example as a shell reads them.
    [GeneratedRegex("""'[^']*'|"[^"]*"|[^\s'"]+""")]
    private static partial Regex WordPattern();
}
