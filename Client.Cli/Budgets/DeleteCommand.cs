using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Budgets;

/// <summary>Deletes a budget. What it limited is free then, so it wants a clear word: an answer, or <c>--yes</c>.</summary>
internal static class DeleteCommand
{
    public static ClientCommand Build()
    {
        var name = BudgetArgument.Create();
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; required without a terminal" };
        return new ClientCommand("delete", "Delete a budget; it limits nothing any more") { name, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !run.Output.IsInteractive)
                    throw ProblemException.Usage("Without the budget, model calls are not limited by it: add --yes.");
                if (!run.Get(yes) && !await run.Confirm($"Delete budget {run.Get(name)}?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                run.Output.Show(
                    await run.Gateway.Delete<BudgetShape>(Route.To($"v1/budgets/{run.Get(name)}"), run.Cancellation),
                    ShowCommand.Describe);
            })
            .WithExamples("sanctum budgets delete daily --yes");
    }
}
