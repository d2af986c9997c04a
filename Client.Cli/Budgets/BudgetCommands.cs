using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Budgets;

/// <summary><c>sanctum budgets</c>.</summary>
internal sealed class BudgetCommands : ICommandModule
{
    public Command Build() => new("budgets", "Limit what model calls cost, and see what they cost so far")
    {
        ListCommand.Build(),
        ShowCommand.Build(),
        SetCommand.Build(),
        DeleteCommand.Build(),
        EntriesCommand.Build(),
    };
}
