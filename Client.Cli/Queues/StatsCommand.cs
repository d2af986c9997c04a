using System.CommandLine;
using Sanctum.Agents;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.Queues;

/// <summary>Shows how much waits, runs, and failed.</summary>
internal static class StatsCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        return new ClientCommand("stats", "Show how many items wait, run, are done or failed, and the latest failures") { agent }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<QueueStatsShape>(Route.To($"v1/agents/{run.Get(agent)}/queue"), run.Cancellation), Describe))
            .WithExamples("sanctum queue stats ada", "sanctum queue stats ada --json | jq .error");
    }

    private static IRenderable Describe(QueueStatsShape stats)
    {
        var counts = Facts.Of(
            ("New", stats.OldestWaiting is { } oldest ? $"{stats.New}, the oldest came {Age.Of(oldest)}" : stats.New),
            ("Processing", stats.Processing),
            ("Done", stats.Done),
            ("No reply", stats.NoReply),
            ("Error", stats.Error == 0 ? 0 : new Text($"{stats.Error}", new Style(Color.Red))));
        if (stats.RecentFailures.Length == 0)
            return counts;
        var failures = Listing.Of("LATEST FAILURES", "NOW", "CLASS", "REASON");
        foreach (var failure in stats.RecentFailures)
            failures.Row(failure.ItemId, Listing.State(failure.Status), failure.Class, failure.Message);
        return new Rows(counts, Spectre.Console.Text.Empty, failures);
    }
}
