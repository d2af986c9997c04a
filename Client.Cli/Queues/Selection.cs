using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Queues;

/// <summary>The options that say which items of a queue are meant.</summary>
internal sealed class Selection
{
    private readonly Option<string?> _class = new Option<string?>("--class")
    {
        Description = "Only items whose last error has this class",
        HelpName = "class",
    }
        .AcceptOnlyFromAmong("transient", "permanent", "queue", "health");

    private readonly Option<string?> _olderThan = new("--older-than")
    {
        Description = "Only items in their status for at least this long, such as 2h or 7d",
        HelpName = "time",
    };
    private readonly Option<string?> _newerThan = new("--newer-than")
    {
        Description = "Only items in their status for less than this",
        HelpName = "time",
    };
    private readonly Option<int?> _limit = new("--limit")
    {
        Description = "How many at most, oldest first",
        HelpName = "count",
    };

    private readonly Option<string?> _from = AuthorOption.Create();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only count them" };

    public IEnumerable<Option> Options => [_class, _olderThan, _newerThan, _limit, _from, _dryRun];

    public bool IsDryRun(CommandRun run) => run.Get(_dryRun);

    public SelectionBody Of(CommandRun run, string[]? statuses = null) => new(
        statuses, run.Get(_class), run.Get(_olderThan), run.Get(_newerThan), run.Get(_limit),
        Confirm: statuses is null ? null : !run.Get(_dryRun), run.Get(_from), run.Get(_dryRun) ? true : null);
}

/// <summary>The same as the gateway wants it.</summary>
internal sealed record SelectionBody(
    string[]? Statuses, string? Class = null, string? OlderThan = null, string? NewerThan = null, int? Limit = null,
    bool? Confirm = null, string? From = null, bool? DryRun = null);
