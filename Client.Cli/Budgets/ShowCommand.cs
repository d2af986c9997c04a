using System.Globalization;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Budgets;

/// <summary>Shows one budget.</summary>
internal static class ShowCommand
{
    public static ClientCommand Build()
    {
        var name = BudgetArgument.Create();
        return new ClientCommand("show", "Show a budget: what is spent, reserved and left, and when it renews") { name }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<BudgetShape>(Route.To($"v1/budgets/{run.Get(name)}"), run.Cancellation), Describe))
            .WithExamples("sanctum budgets show daily", "sanctum budgets show daily --json | jq .left");
    }

    public static Table Describe(BudgetShape budget) => Facts.Of(
        ("Budget", budget.Name),
        ("Counts", budget.Counts),
        ("Window", budget.Window),
        ("Cap", budget.Amount(budget.Cap)),
        ("Spent", budget.Amount(budget.Spent)),
        ("Reserved", budget.Amount(budget.Reserved)),
        ("Left", budget.Amount(budget.Left)),
        ("Renews", budget.RenewsAt?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ("Rule", budget.CheaperModel is { } model ? $"{budget.Rule}: {model}" : budget.Rule),
        ("Version", budget.Version));
}
