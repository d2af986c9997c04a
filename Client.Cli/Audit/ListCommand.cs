using System.CommandLine;
using System.Text.Json;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Audit;

/// <summary>Lists the log, newest first.</summary>
internal static class ListCommand
{
    private const int MaxOfDetails = 80;

    public static Command Build()
    {
        var filters = new AuditFilters();
        var paging = new Paging("entry", most: 1_000);
        var command = new ClientCommand("list", "List the audit log, newest first") { paging };
        foreach (var option in filters.Options)
            command.Add(option);
        return command
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<AuditShape>>(
                    paging.Of(run, filters.Of(run, Route.To($"v1/admin/audit"))), run.Cancellation), Describe))
            .WithExamples(
                "sanctum audit list --action tool.execute --actor agent/ada",
                "sanctum audit list --since 24h --json | jq '.items[] | select(.result != \"ok\")'");
    }

    private static Table Describe(IEnumerable<AuditShape> entries)
    {
        var table = Listing.Of("WHEN", "ACTOR", "FROM", "ACTION", "OBJECT", "RESULT", "DETAILS");
        foreach (var entry in entries)
            table.Row(
                Age.Of(entry.OccurredAt), entry.Actor, entry.Address, entry.Action, entry.Object, Listing.State(entry.Result),
                Printable.Line(entry.Details.GetRawText(), MaxOfDetails));
        return table;
    }

    private sealed record AuditShape(
        DateTimeOffset OccurredAt, string Actor, string? Address, string Action, string Object, string Result,
        JsonElement Details);
}
