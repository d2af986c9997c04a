using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Memory;

/// <summary><c>sanctum memory</c>.</summary>
internal sealed class MemoryCommands : ICommandModule
{
    public Command Build() => new("memory", "Inspect and change agents' memory")
    {
        ShowCommand.Build(),
        WriteCommand.Build(),
        DeleteCommand.Build(),
        WalCommand.Build(),
        ReplicaCommand.Build(),
    };
}
