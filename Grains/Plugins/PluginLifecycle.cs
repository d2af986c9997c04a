using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;

namespace Sanctum.Plugins;

/// <summary>The steps of a plug-in's life, from files to something that runs and back. They are taken one at a time.</summary>
/// <param name="plugin">The plug-in.</param>
/// <param name="loader">Makes code of its files.</param>
/// <param name="stage">Where its platforms and tools appear.</param>
/// <param name="standing">Where it stands.</param>
/// <param name="collection">What becomes of code that is unloaded.</param>
/// <param name="configured">What the configuration says of its settings.</param>
/// <param name="logger">The plug-in's own.</param>
internal sealed class PluginLifecycle(
    string plugin, PluginLoader loader, PluginStage stage, PluginStatusTracker standing, PluginCollection collection,
    PluginConfiguration configured, ILogger logger)
{
    private PluginAssembly? _code;
    private PluginRun? _run;

    /// <summary>Which code is loaded, or null if none is.</summary>
    public int? Generation => _code?.Generation;

    /// <summary>Everything that is wrong with settings that an operator wants, and those settings with their secrets.</summary>
    /// <exception cref="ConflictException">It is not loaded.</exception>
    public async Task<(IReadOnlyList<FieldError> Errors, JsonObject Settings)> Check(JsonObject wanted, JsonObject before)
    {
        var run = _run ?? throw new ConflictException(
            $"The plug-in '{plugin}' is not loaded, so its settings cannot be checked; start it first.");
        var whole = PluginSettings.Unmasked(run.SettingsSchema, wanted, before);
        return (await run.Validate(PluginSettings.Combine(run.SettingsSchema, configured, whole)), whole);
    }

    public async Task LoadAndRun(PluginOrder order)
    {
        (_code, _run) = await loader.Load();
        standing.Become(now => now with { State = PluginState.Loaded, Reason = null, Version = _code.Version });
        await Run(order);
    }

    /// <summary>Runs what is loaded.</summary>
    public async Task Run(PluginOrder order)
    {
        var settings = SettingsOf(_run!, order);
        await stage.Enter(_run!, settings, replaced: null);
        standing.Runs(_code!, _run!, settings);
    }

    /// <summary>Goes on running with other settings, or with those it had where they are not taken.</summary>
    public async Task Apply(PluginOrder order)
    {
        var settings = SettingsOf(_run!, order);
        try
        {
            await _run!.Apply(settings);
            standing.Runs(_code!, _run!, settings);
        }
        catch (Exception exception) when (exception is PluginRefusedException or SanctumException)
        {
            standing.Keeps($"the settings were refused: {exception.Message}");
        }
    }

    /// <summary>Stops it; its code stays loaded.</summary>
    public async Task Rest()
    {
        await stage.Leave(_run!);
        _run = await loader.NewRun(_code!);
        standing.Become(now => now with { State = PluginState.Stopped, Reason = null, Platforms = [], Tools = [] });
    }

    /// <summary>
    /// Runs what the files are now, in the place of what is loaded; that stays where the new code is not taken.
    /// </summary>
    public async Task Replace(PluginOrder order)
    {
        var unloaded = await SwapIn(order);
        if (unloaded is not null)
            await collection.Collect(unloaded);
    }

    public async Task Unload()
    {
        if (await TakeOut(PluginState.Discovered, reason: null) is { } unloaded)
            await collection.Collect(unloaded);
    }

    /// <summary>Takes it out because it cannot go on.</summary>
    public async Task Fail(string reason)
    {
        PluginLog.Failed(logger, plugin, reason);
        // Nobody asked for it to be gone, and what hangs or crashed may stay for long, so nothing waits for that here.
        if (await TakeOut(PluginState.Failed, reason) is { } unloaded)
            _ = collection.CollectUnawaited(unloaded);
    }

    /// <summary>Takes it out for good, as the process ends.</summary>
    public Task End() => _run is { } run ? stage.Leave(run) : Task.CompletedTask;

    // Apart from the wait for the old code, which must not have it in a variable.
    private async Task<UnloadedCode?> SwapIn(PluginOrder order)
    {
        var (oldCode, oldRun) = (_code!, _run!);
        var wasRunning = standing.State == PluginState.Running;
        PluginAssembly? code = null;
        try
        {
            (code, var run) = await loader.Load();
            var settings = SettingsOf(run, order);
            await stage.Enter(run, settings, wasRunning ? oldRun : null);
            (_code, _run) = (code, run);
            standing.Runs(code, run, settings);
        }
        catch (Exception exception)
        {
            standing.Keeps($"the new code was refused: {PluginGuard.Describe(exception)}");
            return code?.Unload();
        }
        if (wasRunning)
            await oldRun.Stop();
        return oldCode.Unload();
    }

    private async Task<UnloadedCode?> TakeOut(PluginState state, string? reason)
    {
        if (_run is { } run && standing.State is PluginState.Running)
            await stage.Leave(run);
        var unloaded = _code?.Unload();
        (_code, _run) = (null, null);
        standing.Become(now => new PluginSnapshot(state, reason, Collected: unloaded is null ? now.Collected : null));
        return unloaded;
    }

    private JsonObject SettingsOf(PluginRun run, PluginOrder order) =>
        PluginDefaults.Fill(
            run.SettingsSchema,
            PluginSettings.Combine(run.SettingsSchema, configured, JsonNode.Parse(order.Settings)!.AsObject()),
            setting => PluginLog.SettingNotValid(logger, plugin, setting));
}
