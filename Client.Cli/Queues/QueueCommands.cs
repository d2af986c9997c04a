using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Queues;

/// <summary><c>sanctum queue</c>.</summary>
internal sealed class QueueCommands : ICommandModule
{
    public Command Build() =>
        new("queue", "Inspect agents' queues, retry or delete failed items, and pause, drain or repair a queue")
    {
        StatsCommand.Build(),
        HealthCommand.Build(),
        CountCommand.Build(),
        ItemsCommand.Build(),
        ShowItemCommand.Build(),
        SettleCommand.Build(
            "retry", "Offer items in error or ended without a reply again",
            "sanctum queue retry ada 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44", "sanctum queue retry ada --all"),
        SettleCommand.Build(
            "discard", "End items that wait or are in error, without a reply",
            "sanctum queue discard ada 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44", "sanctum queue discard ada --all"),
        ProcessCommand.Build(),
        ReplayCommand.Build(),
        RecoverCommand.Build(),
        PurgeCommand.Build(),
        DeleteCommand.Build(),
        ModeCommand.BuildPause(),
        ModeCommand.BuildResume(),
        ModeCommand.BuildDrain(),
        RepairCommand.Build(),
    };
}
