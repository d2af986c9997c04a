using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Queues;

/// <summary>Ends items without a reply. Nobody is answered then, so it wants a clear word: an answer, or <c>--yes</c>.</summary>
internal static class PurgeCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var statuses = new Option<string[]>("--status")
        {
            Description = "Their status: new, error or no_reply; may be repeated",
            HelpName = "status",
            Required = true,
        };
        statuses.AcceptOnlyFromAmong("new", "error", "no_reply");
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; required without a terminal" };
        var selection = new Selection();
        var command = new ClientCommand("purge", "Purge items that wait, are in error or ended without a reply; " +
            "they get no reply and are not ingested again") { agent, statuses, yes };
        foreach (var option in selection.Options)
            command.Add(option);
        return command
            .Does(async run =>
            {
                var wanted = selection.Of(run, run.Get(statuses));
                var question = $"End the {string.Join(", ", run.Get(statuses)!)} items of {run.Get(agent)} without an answer?";
                if (selection.IsDryRun(run) || await Purging.IsMeant(run, run.Get(yes), question))
                    await Purging.Run(run, run.Get(agent), wanted);
            })
            .WithExamples(
                "sanctum queue purge ada --status error --older-than 7d --yes",
                "sanctum queue purge ada --status new --status error --yes");
    }
}
