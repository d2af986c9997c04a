using System.CommandLine;
using System.Globalization;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.Memory;

/// <summary>Shows the replica of memory, and how far it is behind.</summary>
internal static class ReplicaCommand
{
    public static Command Build()
    {
        var agent = new Option<string?>("--agent") { Description = "Only this agent's memory", HelpName = "agent" };
        var paging = new Paging("entry", most: 200);
        return new ClientCommand("replica", "Show the memory replica, and how far it is behind the log") { agent, paging }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ReplicaListShape>(paging.Of(run, Route.To($"v1/admin/memory"))
                    .With("agent", run.Get(agent)), run.Cancellation), Describe))
            .WithExamples("sanctum memory replica --agent ada", "sanctum memory replica --json | jq .lag");
    }

    private static Rows Describe(ReplicaListShape page) => new(
        new Text(page.Lag.Changes == 0
            ? "The replica has every change."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The replica lacks {page.Lag.Changes} changes; the oldest has waited " +
                $"{page.Lag.Seconds:0.0} s, {page.Lag.Unpublished} were never sent.")),
        Text.Empty,
        page.Items.Aggregate<ReplicaShape, Table>(
            Listing.Of("AGENT", "ENTRY", "SEQ", "CHANGED", "REPLICATED"),
            (table, entry) => table.Row(
                entry.Agent, entry.Entry, entry.Seq, Age.Of(entry.OccurredAt), Age.Of(entry.ReplicatedAt))),
        page.Next is { } next ? new Text($"More: --after {Printable.Text(next)}") : (IRenderable)Text.Empty);

    private sealed record ReplicaListShape(LagShape Lag, ReplicaShape[] Items, string? Next);

    private sealed record LagShape(long Changes, long Unpublished, double Seconds);

    private sealed record ReplicaShape(
        string Agent, string Entry, long Seq, DateTimeOffset OccurredAt, DateTimeOffset ReplicatedAt);
}
