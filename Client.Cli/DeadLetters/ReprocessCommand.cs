using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.DeadLetters;

/// <summary>Has events dealt with again, once their cause is mended.</summary>
internal static class ReprocessCommand
{
    public static Command Build()
    {
        var queue = QueueArgument.Create();
        var letters = new Argument<string[]>("letters")
        {
            Description = "Their ids, from 'sanctum dlq list QUEUE'",
            Arity = ArgumentArity.OneOrMore,
        };
        return new ClientCommand("reprocess", "Process dead letters once more; a letter is removed on success") { queue, letters }
            .Does(async run =>
            {
                var done = new List<Answer<ReprocessedShape>>();
                try
                {
                    foreach (var letter in run.Get(letters))
                        done.Add(await run.Gateway.Post<ReprocessedShape>(
                            Route.To($"v1/admin/dlq/{run.Get(queue)}/{letter}/reprocess"), null, run.Cancellation));
                }
                finally
                {
                    // What was done before a letter failed again is done.
                    run.Output.ShowAll(
                        done, letters => new Text(string.Concat(letters.Select(letter => $"{letter.Id}: {letter.Outcome}\n"))));
                }
            })
            .WithExamples("sanctum dlq reprocess memory.wal.dlq 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44");
    }
}
