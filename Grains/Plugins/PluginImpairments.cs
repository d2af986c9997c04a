using Sanctum.Health;
using Sanctum.Identity;

namespace Sanctum.Plugins;

/// <summary>Plug-ins that failed, in whichever process.</summary>
internal sealed class PluginImpairments(IGrainFactory grains) : IImpairmentSource
{
    // Plug-ins are of the deployment, whoever's tenant asks.
    public async Task<IEnumerable<Impairment>> Find(string tenant)
    {
        var plugins = await grains.GetGrain<IPluginsGrain>(GrainKey.InDefaultTenant("plugins").ToString()).List();
        return from plugin in plugins
               from status in plugin.Processes
               where status.State == PluginState.Failed
               group status by plugin.Name into failed
               select new Impairment("plugin", failed.Key, failed.First().Reason ?? "It failed.");
    }
}
