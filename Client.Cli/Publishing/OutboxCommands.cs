using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Publishing;

/// <summary><c>sanctum outbox</c>.</summary>
internal sealed class OutboxCommands : ICommandModule
{
    public Command Build() => new("outbox", "Inspect posts to platforms, and retry or discard those that failed")
    {
        StatsCommand.Build(),
        ListCommand.Build(),
        ShowCommand.Build(),
        RetryCommand.Build(),
        DiscardCommand.Build(),
    };
}
