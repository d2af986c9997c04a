using Microsoft.Extensions.Logging;

namespace Sanctum.Plugins;

/// <summary>Waits until unloaded code of a plug-in is gone from memory, and removes the files that it ran from.</summary>
internal sealed class PluginCollection(string plugin, PluginOptions options, PluginStatusTracker standing, ILogger logger)
{
    public async Task Collect(UnloadedCode unloaded)
    {
        var isCollected = await unloaded.IsCollected(options.UnloadTimeout);
        if (isCollected)
            CopiedFiles.Remove(unloaded.Copy, logger);
        else
            PluginLog.StillHeld(logger, plugin, options.UnloadTimeout);
        standing.Become(now => now with { Collected = isCollected });
    }

    /// <summary>The same where nobody waits for it.</summary>
    public async Task CollectUnawaited(UnloadedCode unloaded)
    {
        try
        {
            await Collect(unloaded);
        }
        catch (Exception exception)
        {
            PluginLog.NotCollected(logger, exception, plugin);
        }
    }
}
