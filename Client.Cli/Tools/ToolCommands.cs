using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Tools;

/// <summary><c>sanctum tools</c>.</summary>
internal sealed class ToolCommands : ICommandModule
{
    public Command Build() => new("tools", "Look at tools, say which an agent may use, and which all may use")
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
