using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Counts open items by who wrote them.</summary>
internal static class CountCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var limit = new Option<int?>("--limit") { Description = "How many authors at most, 1 to 200", HelpName = "count" };
        return new ClientCommand("count", "Count the items that wait, run or are in error by author, busiest first")
            { agent, limit }
            .Does(async run =>
            {
                var route = Route.To($"v1/agents/{run.Get(agent)}/queue/authors").With("limit", run.Get(limit));
                var authors = await run.Gateway.Get<QueueAuthorListShape>(route, run.Cancellation);
                run.Output.Show(authors, list => Describe(list.Items));
            })
            .WithExamples("sanctum queue count ada", "sanctum queue count ada --json | jq -r '.items[].from'");
    }

    private static Table Describe(IEnumerable<QueueAuthorShape> authors)
    {
        var table = Listing.Of("FROM", "NEW", "PROCESSING", "ERROR");
        foreach (var author in authors)
            table.Row(author.From, author.New, author.Processing, author.Error);
        return table;
    }
}
