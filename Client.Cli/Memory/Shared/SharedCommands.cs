using System.CommandLine;

namespace Sanctum.Memory;

/// <summary><c>sanctum memory shared</c>.</summary>
internal static class SharedCommands
{
    public static Command Build() => new("shared", "Manage blocks that several agents share")
    {
        SharedReadCommands.BuildList(),
        SharedReadCommands.BuildShow(),
        SharedWriteCommands.BuildCreate(),
        SharedWriteCommands.BuildWrite(),
        SharedWriteCommands.BuildAppend(),
        SharedReadCommands.BuildHistory(),
        SharedWriteCommands.BuildReturn("undo", "Take one change out of a shared block; later changes stay"),
        SharedWriteCommands.BuildReturn("restore", "Set a shared block to one of its versions, as a new version"),
        ShareCommands.BuildShare(),
        ShareCommands.BuildUnshare(),
        SharedWriteCommands.BuildDelete(),
    };
}
