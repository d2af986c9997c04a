using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Budgets;

/// <summary>Lists what model calls reserved on a budget, newest first.</summary>
internal static class EntriesCommand
{
    public static ClientCommand Build()
    {
        var name = BudgetArgument.Create();
        var status = new Option<string?>("--status") { Description = "Only entries in this state", HelpName = "status" };
        status.AcceptOnlyFromAmong("reserved", "settled", "released", "expired");
        var paging = new Paging("entry", most: 200);
        return new ClientCommand("entries", "List what model calls reserved on a budget and what they cost, newest first")
            { name, status, paging }
            .Does(run => Show(
                run, run.Get(name), paging.Of(
                    run, Route.To($"v1/budgets/{run.Get(name)}/entries").With("status", run.Get(status)))))
            .WithExamples("sanctum budgets entries daily", "sanctum budgets entries daily --status expired --limit 10");
    }

    private static async Task Show(CommandRun run, string name, Route route)
    {
        var budget = (await run.Gateway.Get<BudgetShape>(Route.To($"v1/budgets/{name}"), run.Cancellation)).Value;
        run.Output.ShowPage(
            await run.Gateway.Get<Page<BudgetEntryShape>>(route, run.Cancellation), entries => Describe(budget, entries));
    }

    private static Table Describe(BudgetShape budget, IEnumerable<BudgetEntryShape> entries) => entries.Aggregate(
        Listing.Of("WHEN", "STATUS", "RESERVED", "SETTLED", "ACTOR", "SESSION", "MODEL"),
        (table, entry) => table.Row(
            Age.Of(entry.CreatedAt), entry.Status, budget.Amount(entry.Reserved), budget.Amount(entry.Settled), entry.Actor,
            entry.SessionId, entry.Model));
}
