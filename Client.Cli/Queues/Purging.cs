using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Ends items without a reply, once it is certain that this is meant.</summary>
internal static class Purging
{
    /// <summary>Asks a person; a script has to say <c>--yes</c>.</summary>
    public static async Task<bool> IsMeant(CommandRun run, bool yes, string question)
    {
        if (!yes && !run.Output.IsInteractive)
            throw ProblemException.Usage("Purged items get no reply: add --yes.");
        if (yes || await run.Confirm(question))
            return true;
        run.Output.Note("Nothing was changed.");
        return false;
    }

    public static async Task Run(CommandRun run, string agent, SelectionBody wanted) => run.Output.Show(
        await run.Gateway.Post<QueueChangeShape>(Route.To($"v1/agents/{agent}/queue/purge"), wanted, run.Cancellation),
        result => new Text($"{result.Purged} items {(result.IsDryRun ? "would be" : "were")} ended.\n"));
}
