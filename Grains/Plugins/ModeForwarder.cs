using Sanctum.Hosting;
using Sanctum.Identity;
using Sanctum.Settings;

namespace Sanctum.Plugins;

/// <summary>Forwards to plug-ins that a message mode changed.</summary>
internal sealed class ModeForwarder(PluginEventHub hub) : IEventSubscriber<ModeChanged>
{
    public void On(GrainKey source, ModeChanged happened) =>
        hub.Publish(PluginEventTypes.ModeChanged, new { source.Tenant, happened.Mode, happened.Before });
}
