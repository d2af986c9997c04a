using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.DeadLetters;

/// <summary><c>sanctum dlq</c>.</summary>
internal sealed class DeadLetterCommands : ICommandModule
{
    public Command Build() => new("dlq", "Inspect dead letters (events that could not be processed), and process or remove them")
    {
        ListCommand.Build(),
        ShowCommand.Build(),
        ReprocessCommand.Build(),
        PurgeCommand.Build(),
    };
}
