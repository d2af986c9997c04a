using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Has a queue worked off in batches, and counts what has ended.</summary>
internal static class ProcessCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var wait = new Option<string?>("--wait")
        {
            Description = "How long at most, such as 30s; 60s if left out, at most 120s",
            HelpName = "time",
        };
        return new ClientCommand(
            "process", "Process due items in batches, even if the queue is paused; prints how many items ended") { agent, wait }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<ProcessedShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/queue/process").With("wait", run.Get(wait)), null, run.Cancellation),
                done => new Text($"{done.Processed} items have ended, in {done.Batches} batches.\n")))
            .WithExamples("sanctum queue process ada", "sanctum queue process ada --json | jq .processed");
    }

    private sealed record ProcessedShape(int Processed, int Batches);
}
