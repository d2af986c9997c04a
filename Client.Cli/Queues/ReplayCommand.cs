using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Offers items in error again.</summary>
internal static class ReplayCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var selection = new Selection();
        var command = new ClientCommand("replay", "Offer items in error again, all or some, and reset their attempts") { agent };
        foreach (var option in selection.Options)
            command.Add(option);
        return command
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<QueueChangeShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/queue/replay"), selection.Of(run), run.Cancellation),
                result => new Text($"{result.Replayed} items {(result.IsDryRun ? "would be" : "are")} offered again.\n")))
            .WithExamples(
                "sanctum queue replay ada",
                "sanctum queue replay ada --class transient --newer-than 2h",
                "sanctum queue replay ada --newer-than 1h --dry-run");
    }
}
