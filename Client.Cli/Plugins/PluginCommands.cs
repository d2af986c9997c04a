using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Plugins;

/// <summary><c>sanctum plugins</c>.</summary>
internal sealed class PluginCommands : ICommandModule
{
    public Command Build() => new("plugins", "Look at plug-ins, and let them come and go without a restart")
    {
        ListCommand.Build(),
        ShowCommand.Build(),
        StateCommand.Build("start", "Let a plug-in work"),
        StateCommand.Build("stop", "Let a plug-in rest; its posts wait meanwhile"),
        StateCommand.Build("reload", "Let its code as it is on disk now take over"),
        StateCommand.Build("unload", "Stop it and take its code out of memory"),
        SetCommand.Build(),
    };
}
