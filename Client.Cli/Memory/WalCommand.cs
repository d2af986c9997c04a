using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Memory;

/// <summary>Lists the changes of an agent's memory, in order.</summary>
internal static class WalCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var paging = new Paging("number", most: 200);
        return new ClientCommand("wal", "List the changes of an agent's memory, in order, with their replication state")
            { agent, paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<ChangeShape>>(
                    paging.Of(run, Route.To($"v1/admin/memory/wal")).With("agent", run.Get(agent)), run.Cancellation),
                changes => changes.Aggregate(
                    Listing.Of("SEQ", "CHANGE", "OCCURRED", "SENT", "REPLICATED", "TRIES", "LAST ERROR"),
                    (table, change) => table.Row(
                        change.Seq, change.Type, Age.Of(change.OccurredAt), AgeOrNot(change.PublishedAt),
                        AgeOrNot(change.ReplicatedAt), change.Attempts, change.LastError))))
            .WithExamples("sanctum memory wal ada", "sanctum memory wal ada --after 100 --json | jq '.items[].payload'");
    }

    private static string AgeOrNot(DateTimeOffset? time) => time is { } at ? Age.Of(at) : "not yet";

    private sealed record ChangeShape(
        long Seq, string Type, DateTimeOffset OccurredAt, DateTimeOffset? PublishedAt, DateTimeOffset? ReplicatedAt, int Attempts,
        string? LastError);
}
