using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.DeadLetters;

/// <summary><c>sanctum dlq</c>.</summary>
internal sealed class DeadLetterCommands : ICommandModule
{
    public Command Build() => new("dlq", "Look at dead letters: events that were given up, and deal with them")
    {
        ListCommand.Build(),
        ShowCommand.Build(),
        ReprocessCommand.Build(),
        PurgeCommand.Build(),
    };
}
