using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Publishing;

/// <summary>Lists posts, oldest first.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        var filter = new AccountFilter();
        var status = new Option<string?>("--status") { Description = "Only posts with this status", HelpName = "status" }
            .AcceptOnlyFromAmong("pending", "waiting_approval", "posting", "posted", "error", "discarded");
        var paging = new Paging("post", most: 200);
        var command = new ClientCommand("list", "List posts by account, oldest first") { status, paging };
        foreach (var option in filter.Options)
            command.Add(option);
        return command
            .Does(async run =>
            {
                var route = filter.Of(run, paging.Of(run, Route.To($"v1/outbox/posts")).With("status", run.Get(status)));
                run.Output.ShowPage(await run.Gateway.Get<Page<PostShape>>(route, run.Cancellation), PostTable.Of);
            })
            .WithExamples(
                "sanctum outbox list --status error",
                "sanctum outbox list --agent ada --status error --json | jq -r '.items[].id'");
    }
}
