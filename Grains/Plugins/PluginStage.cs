using System.Text.Json.Nodes;
using Sanctum.Platforms;
using Sanctum.Tools;

namespace Sanctum.Plugins;

/// <summary>Lets what plug-ins bring appear among the platforms and tools of this process, and disappear from there.</summary>
internal sealed class PluginStage(PlatformAdapters adapters, ToolRegistry tools)
{
    /// <summary>Starts a plug-in and lets it take the place of another. If something in it fails, it is as if nothing had happened.</summary>
    public async Task Enter(PluginRun run, JsonObject settings, PluginRun? replaced)
    {
        await run.Apply(settings);
        try
        {
            await run.Start();
            tools.Exchange(replaced?.Tools ?? [], run.Tools);
            try
            {
                await adapters.Exchange(replaced?.Adapters ?? [], run.Adapters, CancellationToken.None);
            }
            catch
            {
                tools.Exchange(run.Tools, replaced?.Tools ?? []);
                throw;
            }
        }
        catch
        {
            await run.Stop();
            throw;
        }
    }

    /// <summary>Takes a plug-in out, waits for the calls that are under way, and stops it.</summary>
    public async Task Leave(PluginRun run)
    {
        tools.Exchange(run.Tools, []);
        await adapters.Exchange(run.Adapters, [], CancellationToken.None);
        await run.Stop();
    }
}
