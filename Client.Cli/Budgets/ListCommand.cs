using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Budgets;

/// <summary>Lists budgets by name, with what is left of each.</summary>
internal static class ListCommand
{
    public static ClientCommand Build()
    {
        var paging = new Paging("budget", most: 200);
        return new ClientCommand("list", "List budgets, with what is spent and left of each") { paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<BudgetShape>>(paging.Of(run, Route.To($"v1/budgets")), run.Cancellation),
                budgets => budgets.Aggregate(
                    Listing.Of("BUDGET", "COUNTS", "WINDOW", "CAP", "SPENT", "LEFT", "RULE"),
                    (table, budget) => table.Row(
                        budget.Name, budget.Counts, budget.Window, budget.Amount(budget.Cap), budget.Amount(budget.Spent),
                        budget.Amount(budget.Left), budget.Rule))))
            .WithExamples("sanctum budgets list", "sanctum budgets list --json | jq '.items[] | select(.left == 0) | .name'");
    }
}
