using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Agents;

/// <summary><c>sanctum agents</c>.</summary>
internal sealed class AgentCommands : ICommandModule
{
    public Command Build() => new("agents", "Define, inspect and retire agents")
    {
        ApplyCommand.Build(),
        ListCommand.Build(),
        ShowCommand.Build(),
        StatusCommand.Build(),
        BackupCommand.Build(),
        LoadCommand.Build(),
        ExportCommand.Build(),
        ImportCommand.Build(),
        RetireCommand.Build(),
        RestoreCommand.Build(),
    };
}
