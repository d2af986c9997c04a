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
        HistoryCommand.Build(),
        UndoCommand.Build(),
        RestoreCommand.Build(),
        BlastRadiusCommand.Build(),
        PullCommand.Build(),
        PushCommand.Build(),
        TemporalCommands.Build(),
        ConsolidationCommands.Build(),
        SharedCommands.Build(),
        InsertCommand.Build(),
        ImportCommand.Build(),
        ImportsCommand.Build(),
        SearchCommand.Build(),
        RecallCommand.Build(),
        PassagesCommands.Build(),
        SessionMemoryCommands.Build(),
        TransactionCommands.Build(),
        BackupCommands.Build(),
        WalCommand.Build(),
        ReplicaCommand.Build(),
    };
}
