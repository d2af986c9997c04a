using Microsoft.Extensions.Logging;

namespace Sanctum.Plugins;

/// <summary>Loads the code of one plug-in, each time as another generation that runs from a copy of the files.</summary>
/// <param name="folder">Where it is.</param>
/// <param name="stage">What its objects hear and tell.</param>
/// <param name="options">The limits.</param>
/// <param name="copies">Where copies of its files go.</param>
/// <param name="trouble">Told, with the generation, of what a plug-in cannot go on with.</param>
/// <param name="logger">The plug-in's own.</param>
internal sealed class PluginLoader(
    PluginFolder folder, PluginStage stage, PluginOptions options, string copies, Action<int, string> trouble, ILogger logger)
{
    private int _generation;

    /// <summary>Loads the files as they are now, and makes the objects for a first life.</summary>
    public async Task<(PluginAssembly Code, PluginRun Run)> Load()
    {
        var generation = ++_generation;
        var guard = new PluginGuard(folder.Name, options, reason => trouble(generation, reason), logger);
        // Of its own also where a plug-in of this name was here before.
        var copy = Path.Combine(copies, $"{folder.Name}-{Guid.CreateVersion7():N}");
        void Crashed(Exception exception) => trouble(
            generation, $"An exception was not caught: {PluginGuard.Describe(exception)}");
        PluginAssembly? code = null;
        try
        {
            code = await guard.Call(() => Task.FromResult(PluginAssembly.Load(folder, generation, copy, guard, Crashed, logger)));
            return (code, await NewRun(code));
        }
        catch
        {
            code?.Unload();
            CopiedFiles.Remove(copy, logger);
            throw;
        }
    }

    /// <summary>Makes the objects for another life of code that is loaded.</summary>
    public Task<PluginRun> NewRun(PluginAssembly code) =>
        code.Guard.Call(() => Task.FromResult(code.NewRun(
            stage.Listen(folder.Name, code.Guard, logger), stage.NewInbox(), stage.Services)));
}
