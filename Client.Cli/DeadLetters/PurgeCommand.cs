using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.DeadLetters;

/// <summary>Removes letters. Their events are lost then, so it wants a clear word: an answer, or <c>--yes</c>.</summary>
internal static class PurgeCommand
{
    public static Command Build()
    {
        var queue = QueueArgument.Create();
        var letter = new Option<string?>("--letter") { Description = "Only this letter", HelpName = "letter" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; required without a terminal" };
        return new ClientCommand("purge", "Remove all dead letters of a queue, or one; their events are not processed again")
            { queue, letter, yes }
            .Does(async run =>
            {
                var name = run.Get(queue);
                if (!run.Get(yes) && !run.Output.IsInteractive)
                    throw ProblemException.Usage("Purged events are not processed again: add --yes.");
                if (!run.Get(yes) && !await run.Confirm(
                    run.Get(letter) is { } one ? $"Remove dead letter {one}?" : $"Remove all dead letters of {name}?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                var route = run.Get(letter) is { } id ? Route.To($"v1/admin/dlq/{name}/{id}") : Route.To($"v1/admin/dlq/{name}");
                run.Output.Show(
                    await run.Gateway.Delete<RemovedShape>(route, run.Cancellation),
                    result => new Text($"{result.Removed} dead letters were removed.\n"));
            })
            .WithExamples(
                "sanctum dlq purge memory.wal.dlq --yes",
                "sanctum dlq purge memory.wal.dlq --letter 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44 --yes");
    }
}
