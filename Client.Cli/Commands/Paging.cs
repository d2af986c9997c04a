using System.CommandLine;
using Sanctum.Connection;

namespace Sanctum.Commands;

/// <summary>The options of a command that answers one page of a list.</summary>
internal sealed class Paging(string cursor, int most)
{
    private readonly Option<string?> _after = new("--after")
    {
        Description = $"Only what comes after this {cursor}",
        HelpName = cursor,
    };
    private readonly Option<int?> _limit = new("--limit") { Description = $"How many at most, 1 to {most}", HelpName = "count" };

    /// <summary>Where the page begins, and how long it is.</summary>
    public IEnumerable<Option> Options => [_after, _limit];

    public Route Of(CommandRun run, Route route) => route.With("after", run.Get(_after)).With("limit", run.Get(_limit));
}
