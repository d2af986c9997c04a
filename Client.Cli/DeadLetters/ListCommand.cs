using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.DeadLetters;

/// <summary>Lists the queues, or the letters of one of them, the oldest first.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        var queue = new Argument<string?>("queue")
        {
            Description = "List the letters of this queue; without it, the queues",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var paging = new Paging("letter", most: 200);
        return new ClientCommand("list", "List the dead-letter queues, or the letters of one, oldest first") { queue, paging }
            .Does(run => run.Find(queue) is { } name
                ? ListLetters(run, paging.Of(run, Route.To($"v1/admin/dlq/{name}")))
                : ListQueues(run))
            .WithExamples("sanctum dlq list", "sanctum dlq list memory.wal.dlq --json | jq -r '.items[].error'");
    }

    private static async Task ListQueues(CommandRun run) => run.Output.ShowPage(
        await run.Gateway.Get<Page<DeadLetterQueueShape>>(Route.To($"v1/admin/dlq"), run.Cancellation),
        queues => queues.Aggregate(
            Listing.Of("QUEUE", "LETTERS", "OLDEST"),
            (table, queue) => table.Row(queue.Queue, queue.Letters, queue.Oldest is { } oldest ? Age.Of(oldest) : null)));

    private static async Task ListLetters(CommandRun run, Route route) => run.Output.ShowPage(
        await run.Gateway.Get<Page<DeadLetterShape>>(route, run.Cancellation),
        letters => letters.Aggregate(
            Listing.Of("LETTER", "KEY", "SEQ", "DEAD", "TRIES", "ERROR"),
            (table, letter) => table.Row(
                letter.Id, letter.Key, letter.Seq, Age.Of(letter.DeadAt), letter.Attempts, letter.Error)));
}
