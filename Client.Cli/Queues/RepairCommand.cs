using System.CommandLine;
using System.Text.Json;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.Queues;

/// <summary>Finds what cannot be in a queue and mends it, part by part until all of it was looked at.</summary>
internal static class RepairCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only report what would be done" };
        return new ClientCommand(
            "repair", "Find inconsistent items, such as orphaned leases, and repair them or move them to error") { agent, dryRun }
            .Does(async run =>
            {
                var report = await LookThrough(run, run.Get(agent), run.Get(dryRun));
                if (run.Output.IsJson)
                    run.Output.Json(JsonSerializer.Serialize(report, Wire.Options));
                else
                    run.Output.Write(Describe(report));
            })
            .WithExamples("sanctum queue repair ada --dry-run", "sanctum queue repair ada --json | jq .corrupted");
    }

    private static async Task<RepairShape> LookThrough(CommandRun run, string agent, bool isDryRun)
    {
        var sum = new RepairShape(isDryRun, 0, 0, 0, 0, [], null);
        string? after = null;
        do
        {
            var route = Route.To($"v1/agents/{agent}/queue/repair").With("dryRun", isDryRun ? "true" : null).With("after", after);
            var part = (await run.Gateway.Post<RepairShape>(route, null, run.Cancellation)).Value;
            sum = new RepairShape(
                isDryRun, sum.Scanned + part.Scanned, sum.Corrupted + part.Corrupted, sum.Repaired + part.Repaired,
                sum.Moved + part.Moved,
                [.. sum.Findings, .. part.Findings], null);
            after = part.Next;
        }
        while (after is not null);
        return sum;
    }

    private static IRenderable Describe(RepairShape report)
    {
        var numbers = Facts.Of(
            ("Scanned", report.Scanned),
            ("Corrupted", report.Corrupted),
            (report.IsDryRun ? "Would be repaired" : "Repaired", report.Repaired),
            (report.IsDryRun ? "Would be moved to error" : "Moved to error", report.Moved));
        if (report.Findings.Length == 0)
            return numbers;
        var findings = Listing.Of("ITEM", "PROBLEM", report.IsDryRun ? "WOULD BE" : "WAS", "WHAT");
        foreach (var finding in report.Findings)
            findings.Row(finding.ItemId, finding.Problem, finding.Action.Replace('_', ' '), finding.Message);
        return new Rows(numbers, Text.Empty, findings);
    }
}
