using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Publishing;

/// <summary><c>sanctum outbox</c>.</summary>
internal sealed class OutboxCommands : ICommandModule
{
    public Command Build() => new("outbox", "Look at posts on their way to platforms, and deal with those that did not get there")
    {
        StatsCommand.Build(),
        ListCommand.Build(),
        ShowCommand.Build(),
        RetryCommand.Build(),
        DiscardCommand.Build(),
    };
}
