using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Queues;

/// <summary>Lists queue items, oldest first.</summary>
internal static class ItemsCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var status = new Option<string?>("--status") { Description = "Only items with this status", HelpName = "status" }
            .AcceptOnlyFromAmong("new", "processing", "done", "no_reply", "error", "cancelled");
        var from = AuthorOption.Create();
        from.Description += "; among items that are new, processing or in error";
        var paging = new Paging("item", most: 200);
        var command = new ClientCommand("items", "List an agent's queue items, oldest first") { agent, status, from, paging };
        command.Aliases.Add("list");
        return command
            .Does(async run =>
            {
                var route = paging.Of(run, Route.To($"v1/agents/{run.Get(agent)}/queue/items"))
                    .With("status", run.Get(status)).With("from", run.Get(from));
                var page = await run.Gateway.Get<Page<QueueItemShape>>(route, run.Cancellation);
                run.Output.ShowPage(page, ItemTable.Of);
            })
            .WithExamples(
                "sanctum queue items ada --status error",
                "sanctum queue list ada --from @bob.example",
                "sanctum queue items ada --json | jq -r '.items[].id'");
    }
}
