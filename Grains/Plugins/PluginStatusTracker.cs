using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Sanctum.Plugins;

/// <summary>Where a plug-in stands; whoever wants to know is told of each change.</summary>
/// <param name="plugin">The plug-in.</param>
/// <param name="stage">Lets the other plug-ins know.</param>
/// <param name="changed">Told whenever anything of it is another.</param>
/// <param name="logger">The plug-in's own.</param>
internal sealed class PluginStatusTracker(string plugin, PluginStage stage, Action changed, ILogger logger)
{
    private readonly Lock _lock = new();
    private PluginSnapshot _now = new(PluginState.Discovered);

    public PluginState State => _now.State;

    public PluginStatus Describe(string process, long revision) => _now.Describe(plugin, process, revision);

    /// <summary>It runs, with these settings.</summary>
    public void Runs(PluginAssembly code, PluginRun run, JsonObject settings)
    {
        Become(now => PluginSnapshot.Of(code, run, settings) with { Collected = now.Collected });
        PluginLog.Runs(logger, plugin, code.Version, string.Join(", ", _now.Platforms), string.Join(", ", _now.Tools));
    }

    /// <summary>What was wanted did not work; it stands where it stood.</summary>
    public void Keeps(string reason)
    {
        PluginLog.Unchanged(logger, plugin, reason);
        Become(now => now with { Reason = $"It was not changed: {reason}" });
    }

    // The end of a collection is told while other things go on.
    public void Become(Func<PluginSnapshot, PluginSnapshot> next)
    {
        var before = _now;
        lock (_lock)
            _now = next(before = _now);
        if (before.State != _now.State)
        {
            PluginLog.Settled(logger, plugin, _now.State);
            stage.Publish(plugin, _now.State, _now.Reason);
        }
        changed();
    }
}
