using Sanctum.Identity;

namespace Sanctum.Plugins;

/// <summary>The grain of the plug-ins.</summary>
internal static class PluginGrains
{
    public static IPluginsGrain Plugins(this IGrainFactory grains) =>
        grains.GetGrain<IPluginsGrain>(GrainKey.InDefaultTenant("plugins").ToString());
}
