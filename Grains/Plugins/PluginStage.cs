using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sanctum.Platforms;
using Sanctum.Plugins.Messages;
using Sanctum.Tools;

namespace Sanctum.Plugins;

/// <summary>Lets what plug-ins bring appear among the platforms and tools of this process, and disappear from there.</summary>
internal sealed class PluginStage(
    PlatformAdapters adapters, ToolRegistry tools, PluginEventHub events, PluginServices services, IGrainFactory grains)
{
    /// <summary>
    /// Starts a plug-in and lets it take the place of another. If something in it fails, it is as if nothing had happened.
    /// </summary>
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
                run.Events.Start(replaced?.Events);
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

    /// <summary>The events that a plug-in receives and publishes.</summary>
    public PluginListener Listen(string plugin, ICallGuard guard, ILogger logger) => new(plugin, events, guard, logger);

    /// <summary>What their tools and adapters may use of the process.</summary>
    public PluginServices Services => services;

    /// <summary>Where it hands messages in.</summary>
    public PluginInbox NewInbox() => new(grains);

    /// <summary>Publishes a plug-in's state to the other plug-ins.</summary>
    public void Publish(string plugin, PluginState state, string? reason)
    {
        events.Publish(PluginEventTypes.Status, new PluginStatusPayload(plugin, state, reason));
        if (state == PluginState.Failed)
            events.Publish(PluginEventTypes.Error, new PluginErrorPayload(plugin, reason ?? ""));
    }

    private sealed record PluginStatusPayload(string Plugin, PluginState Status, string? Reason);

    private sealed record PluginErrorPayload(string Plugin, string Error);
}
