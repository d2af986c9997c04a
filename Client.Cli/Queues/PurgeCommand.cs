using System.CommandLine;
using Sanctum.Agents;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Ends items without a reply. Nobody is answered then, so it wants a clear word: an answer, or <c>--yes</c>.</summary>
internal static class PurgeCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var statuses = new Option<string[]>("--status") { Description = "Where they stand: new, error or no_reply; more than once for several", HelpName = "status", Required = true };
        statuses.AcceptOnlyFromAmong("new", "error", "no_reply");
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed without a terminal" };
        var selection = new Selection();
        var command = new ClientCommand("purge", "End items that wait, are in error or ended without a reply; they get no answer, and are not taken in again") { agent, statuses, yes };
        foreach (var option in selection.Options)
            command.Add(option);
        return command
            .Does(async run =>
            {
                var name = run.Get(agent);
                if (!run.Get(yes) && !run.Output.IsInteractive)
                    throw ProblemException.Usage("What is purged gets no answer: say --yes.");
                if (!run.Get(yes) && !await run.Confirm($"End the {string.Join(", ", run.Get(statuses)!)} items of {name} without an answer?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                run.Output.Show(
                    await run.Gateway.Post<QueueChangeShape>(
                        Route.To($"v1/agents/{name}/queue/purge"), selection.Of(run, run.Get(statuses), confirm: true), run.Cancellation),
                    result => new Text($"{result.Purged} items were ended.\n"));
            })
            .WithExamples("sanctum queue purge ada --status error --older-than 7d --yes", "sanctum queue purge ada --status new --status error --yes");
    }
}
