using System.Text.Json;
using Sanctum.Plugins;

namespace Sanctum.ToolHost;

/// <summary>
/// The events of a plug-in that is here for its settings alone: it is not started, so it hears nothing and is heard by nobody.
/// </summary>
internal sealed class SilentEvents : IPluginEvents
{
    public void RegisterEventHandler(string type, Func<PluginEvent, CancellationToken, Task> handler)
    {
        // Nothing happens in the life of one call.
    }

    public void EmitEvent(string type, JsonElement payload)
    {
        // Nobody else is in this process.
    }
}
