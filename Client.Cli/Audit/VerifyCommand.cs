using System.CommandLine;
using System.Text.Json;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Audit;

/// <summary>Verifies the chain of the log; a script learns by the exit code whether it is broken.</summary>
internal static class VerifyCommand
{
    public static Command Build()
    {
        var head = new Option<string?>("--head")
        {
            Description = "A head that was kept earlier, which must still be in the chain",
            HelpName = "number:hash",
        };
        var after = new Option<string?>("--after")
        {
            Description = "Verify only what comes behind this entry",
            HelpName = "number:hash",
        };
        return new ClientCommand("verify", "Verify the chain of the audit log; exits with 10 if it is broken") { head, after }
            .Does(async run =>
            {
                var report = await Verify(run, run.Get(head), run.Get(after));
                run.Output.Show(report, Describe);
                RequireIntact(report.Value);
            })
            .WithExamples(
                "sanctum audit verify", "sanctum audit verify --json | jq -r .head > audit.head",
                "sanctum audit verify --head \"$(cat audit.head)\"");
    }

    // A long log is verified in parts; together they are one report.
    private static async Task<Answer<ReportShape>> Verify(CommandRun run, string? head, string? after)
    {
        var count = 0L;
        while (true)
        {
            var part = await run.Gateway.Get<ReportShape>(
                Route.To($"v1/admin/audit/verify").With("head", head).With("after", after), run.Cancellation);
            count += part.Value.Checked;
            if (part.Value.Next is { } next)
            {
                after = next;
                continue;
            }
            var whole = part.Value with { Checked = count };
            return new Answer<ReportShape>(part.Status, JsonSerializer.Serialize(whole, Wire.Options), whole);
        }
    }

    private static Spectre.Console.Table Describe(ReportShape report) => Facts.Of(
        ("chain", Listing.State(report.IsIntact ? "intact" : "broken")), ("checked", report.Checked), ("head", report.Head),
        ("kept head", report.Kept), ("not sealed yet", report.Unsealed), ("break", report.Break?.Detail),
        ("entry", report.Break?.EntryId));

    private static void RequireIntact(ReportShape report)
    {
        if (!report.IsIntact)
            throw ProblemException.Local(
                Problem.AuditBrokenCode, "The audit log is broken",
                report.Break?.Detail ?? "The gateway says so without a reason.");
    }

    private sealed record ReportShape(
        bool IsIntact, long Checked, string? Head, string? Kept, long Unsealed, BreakShape? Break, string? Next);

    private sealed record BreakShape(string Kind, long Seq, Guid? EntryId, string Detail);
}
