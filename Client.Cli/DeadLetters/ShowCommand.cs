using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.DeadLetters;

/// <summary>Shows one letter, with its event.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var queue = QueueArgument.Create();
        var letter = new Argument<string>("letter") { Description = "Its id, from 'sanctum dlq list QUEUE'" };
        return new ClientCommand("show", "Show one dead letter: its event and its error") { queue, letter }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<DeadLetterShape>(
                    Route.To($"v1/admin/dlq/{run.Get(queue)}/{run.Get(letter)}"), run.Cancellation), Describe))
            .WithExamples("sanctum dlq show memory.wal.dlq 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44");
    }

    private static Table Describe(DeadLetterShape letter) => Facts.Of(
        ("Letter", letter.Id),
        ("Queue", letter.Queue),
        ("Key", letter.Key),
        ("Seq", letter.Seq),
        ("Given up", Age.Of(letter.DeadAt)),
        ("Tried", $"{letter.Attempts}, the last {Age.Of(letter.LastTriedAt)}"),
        ("Error", letter.Error),
        ("Event", letter.Event.GetRawText()));
}
