using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Memory;

/// <summary><c>sanctum memory</c>.</summary>
internal sealed class MemoryCommands : ICommandModule
{
    public Command Build() => new("memory", "Look at what agents remember, and write it")
    {
        ShowCommand.Build(),
        WriteCommand.Build(),
        DeleteCommand.Build(),
        WalCommand.Build(),
        ReplicaCommand.Build(),
    };
}
