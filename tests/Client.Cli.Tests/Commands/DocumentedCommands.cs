using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Sanctum.Testing;

namespace Sanctum.Tests.Commands;

/// <summary>The commands of <c>docs/cli.md</c>.</summary>
internal static partial class DocumentedCommands
{
    private const string Examples = "Examples:\n";

    private static readonly ConcurrentDictionary<string, Task<string[]>> Known = new();

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

    /// <summary>The arguments of the first example in a command's help, which is asked for once.</summary>
    public static Task<string[]> ExampleOf(string command) => Known.GetOrAdd(command, FindExample);

    private static async Task<string[]> FindExample(string command)
    {
        var help = (await Cli.Run(new Uri("http://127.0.0.1:1"), [.. command.Split(' '), "--help"])).Out;
        var example = help[(help.IndexOf(Examples, StringComparison.Ordinal) + Examples.Length)..].Split('\n')[0].Trim();
        var words = WordPattern().Matches(example).Select(word => word.Value.Trim('\'', '"'));
        return [.. words.Skip(1).TakeWhile(word => word is not ("|" or ">" or "<"))];
    }

    [GeneratedRegex("`sanctum (?<name>[a-z][a-z-]*( [a-z][a-z-]*){0,2})[ `]")]
    private static partial Regex CommandPattern();

    // Words of an example as a shell reads them.
    [GeneratedRegex("""'[^']*'|"[^"]*"|[^\s'"]+""")]
    private static partial Regex WordPattern();
}
