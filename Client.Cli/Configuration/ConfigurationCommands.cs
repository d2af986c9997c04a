using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Configuration;

/// <summary><c>sanctum config</c>.</summary>
internal sealed class ConfigurationCommands : ICommandModule
{
    public Command Build() => new("config", "Show all settings with their sources, and change those that are live")
    {
        ShowCommands.BuildShow(),
        ShowCommands.BuildGet(),
        ChangeCommands.BuildSet(),
        ChangeCommands.BuildUnset(),
        ChangeCommands.BuildApply(),
        HistoryCommands.BuildHistory(),
        HistoryCommands.BuildDiff(),
        HistoryCommands.BuildRollback(),
    };
}
