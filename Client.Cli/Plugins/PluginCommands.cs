using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Plugins;

/// <summary><c>sanctum plugins</c>.</summary>
internal sealed class PluginCommands : ICommandModule
{
    public Command Build() => new("plugins", "Inspect plug-ins, and start, stop or reload them without a restart")
    {
        ListCommand.Build(),
        ShowCommand.Build(),
        StateCommand.Build("start", "Start a plug-in"),
        StateCommand.Build("stop", "Stop a plug-in; its posts wait"),
        StateCommand.Build("reload", "Reload a plug-in's code from disk"),
        StateCommand.Build("unload", "Stop a plug-in and unload its code"),
        SetCommand.Build(),
    };
}
