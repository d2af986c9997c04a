using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Searches an agent's passages.</summary>
internal static class SearchCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var query = new Argument<string>("query") { Description = "What to look for" };
        var limit = new Option<int?>("--limit") { Description = "Maximum number of results, 1 to 50", HelpName = "count" };
        var tag = new Option<string[]>("--tag")
        {
            Description = "A tag that a passage must have; may be repeated",
            HelpName = "tag",
        };
        var source = new Option<string?>("--source") { Description = "The source that a passage must have", HelpName = "text" };
        var since = new Option<string?>("--since")
        {
            Description = "Created at this time or later, such as 2026-01-31 or 7d",
            HelpName = "time",
        };
        var until = new Option<string?>("--until") { Description = "Created before this time", HelpName = "time" };
        return new ClientCommand("search", "Search an agent's passages by words and by meaning")
            { agent, query, limit, tag, source, since, until }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<FoundShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/passages/search")
                        .With("q", run.Get(query)).With("limit", run.Get(limit))
                        .With("tags", run.Get(tag) is { Length: > 0 } tags ? string.Join(',', tags) : null)
                        .With("source", run.Get(source)).With("since", run.Get(since)).With("until", run.Get(until)),
                    run.Cancellation),
                PassageText.Found))
            .WithExamples(
                "sanctum memory search ada \"what does Bob drink\" --limit 5",
                "sanctum memory search ada tea --tag people --since 30d --json | jq -r '.items[].passage.text'");
    }
}
