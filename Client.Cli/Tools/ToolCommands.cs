using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Tools;

/// <summary><c>sanctum tools</c>.</summary>
internal sealed class ToolCommands : ICommandModule
{
    public Command Build() => new("tools", "Inspect tools, and choose those that agents may use")
    {
        ListCommand.Build(),
        ShowCommand.Build(),
        RunCommand.Build(),
        RegisterCommand.Build(),
        RegisterCommand.BuildReverse(),
        ChangeCommand.BuildEnable(),
        ChangeCommand.BuildDisable(),
        ChangeCommand.BuildSet(),
    };
}
