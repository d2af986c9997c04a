using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Publishing;

/// <summary>Shows what outboxes hold and how fast they send.</summary>
internal static class StatsCommand
{
    public static Command Build()
    {
        var filter = new AccountFilter();
        var paging = new Paging("platform/account", most: 200);
        var command = new ClientCommand("stats", "Show each account's waiting, failed and discarded posts, and its throughput")
            { paging };
        foreach (var option in filter.Options)
            command.Add(option);
        return command
            .Does(async run =>
            {
                var outboxes = await run.Gateway.Get<OutboxListShape>(
                    filter.Of(run, paging.Of(run, Route.To($"v1/outbox"))), run.Cancellation);
                run.Output.Show(outboxes, Describe);
                if (outboxes.Value.Next is { } next)
                    run.Output.Note($"There is more: add --after {next}");
            })
            .WithExamples(
                "sanctum outbox stats", "sanctum outbox stats --agent ada",
                "sanctum outbox stats --json | jq .totals.counts.error");
    }

    private static Table Describe(OutboxListShape outboxes)
    {
        var table = Listing.Of(
            "ACCOUNT", "AGENT", "HEALTH", "AT ONCE", "PENDING", "POSTING", "ERROR", "DISCARDED", "OLDEST", "NEXT");
        foreach (var outbox in outboxes.Items)
        {
            var (counts, pace) = (outbox.Counts, outbox.Pace);
            table.Row(
                $"{outbox.Platform}/{outbox.Account}", outbox.Agent, Listing.State(pace.Health),
                $"{pace.EffectiveBatchSize} of {pace.MostAtOnce}",
                counts.Pending, counts.Posting, counts.Error, counts.Discarded,
                counts.OldestWaiting is { } oldest ? Age.Of(oldest) : "",
                (pace.CircuitOpenFor ?? pace.AllowanceIn) is { } wait ? $"in {Math.Ceiling(wait.TotalSeconds):0} s" : "");
        }
        return table;
    }
}
