using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Tools;

/// <summary><c>sanctum tools</c>.</summary>
internal sealed class ToolCommands : ICommandModule
{
    public Command Build() => new("tools", "Look at the tools that agents can be given")
    {
        ListCommand.Build(),
    };
}
