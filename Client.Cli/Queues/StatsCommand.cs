using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.Queues;

/// <summary>Shows how much waits, runs, and failed, and how fast it goes.</summary>
internal static class StatsCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        return new ClientCommand("stats", "Show a queue's counts, rates and latest failures") { agent }
            .Does(async run =>
            {
                var name = run.Get(agent);
                var queue = await run.Gateway.Get<QueueShape>(Route.To($"v1/agents/{name}/queue"), run.Cancellation);
                var statistics = await run.Gateway.Get<QueueStatisticsShape>(
                    Route.To($"v1/agents/{name}/queue/statistics"), run.Cancellation);
                if (run.Output.IsJson)
                    run.Output.Json(Join(queue.Json, statistics.Json));
                else
                    run.Output.Write(Describe(queue.Value, statistics.Value));
            })
            .WithExamples(
                "sanctum queue stats ada", "sanctum queue stats ada --json | jq .error",
                "sanctum queue stats ada --json | jq .statistics.windows");
    }

    private static string Join(string queue, string statistics)
    {
        var document = JsonNode.Parse(queue)!.AsObject();
        document["statistics"] = JsonNode.Parse(statistics);
        return document.ToJsonString(new JsonSerializerOptions { Encoder = Wire.Options.Encoder });
    }

    private static IRenderable Describe(QueueShape queue, QueueStatisticsShape statistics)
    {
        var parts = new List<IRenderable>
        {
            Facts.Of(
                ("New", queue.OldestWaiting is { } oldest ? $"{queue.New}, the oldest arrived {Age.Of(oldest)}" : queue.New),
                ("Processing", queue.Processing),
                ("Done", queue.Done),
                ("No reply", queue.NoReply),
                ("Error", queue.Error == 0 ? 0 : new Text(Errors(queue, statistics), new Style(Color.Red))),
                ("Mode", queue.ModeReason is null ? queue.Mode : $"{queue.Mode}: {queue.ModeReason}"),
                ("Health", Listing.State(queue.Health))),
            Text.Empty,
            Windows(statistics.Windows),
        };
        if (queue.RecentFailures.Length > 0)
            parts.AddRange([Text.Empty, Failures(queue.RecentFailures)]);
        return new Rows(parts);
    }

    private static string Errors(QueueShape queue, QueueStatisticsShape statistics) =>
        $"{queue.Error} ({string.Join(", ", statistics.Errors.Select(error => $"{error.Items} {error.Class}"))})";

    private static Table Windows(QueueWindowShape[] windows)
    {
        var table = Listing.Of("LAST", "CAME", "ENDED A MINUTE", "IN ERROR", "TOOK", "BACKLOG");
        foreach (var window in windows)
        {
            table.Row(
                window.Length < TimeSpan.FromHours(1) ? $"{window.Length.TotalMinutes:0} min" : $"{window.Length.TotalHours:0} h",
                window.Arrived,
                window.PerMinute.ToString("0.##", CultureInfo.InvariantCulture), window.ErrorShare.ToString(
                    "P0", CultureInfo.InvariantCulture),
                window.AverageTime is { } time ? $"{time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture)} s" : "",
                window.Trend);
        }
        return table;
    }

    private static Table Failures(QueueFailureShape[] failures)
    {
        var table = Listing.Of("LATEST FAILURES", "NOW", "CLASS", "REASON");
        foreach (var failure in failures)
            table.Row(failure.ItemId, Listing.State(failure.Status), failure.Class, failure.Message);
        return table;
    }
}
