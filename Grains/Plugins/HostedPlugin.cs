using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;

namespace Sanctum.Plugins;

/// <summary>
/// One plug-in in this process. It is told what is wanted and gets there by itself, one step at a time, so nobody who tells waits for
/// third-party code, and no plug-in for another.
/// </summary>
/// <param name="folder">Where it is.</param>
/// <param name="stage">Where its platforms and tools appear.</param>
/// <param name="options">The limits.</param>
/// <param name="configured">What the configuration says of its settings.</param>
/// <param name="copies">Where copies of its files go.</param>
/// <param name="changed">Told whenever its status is another.</param>
/// <param name="logger">The plug-in's own.</param>
internal sealed class HostedPlugin(
    PluginFolder folder, PluginStage stage, PluginOptions options, PluginConfiguration configured, string copies, Action changed, ILogger logger)
{
    private readonly Lock _lock = new();
    private PluginWish _wish = new(new PluginOrder(folder.Name, null, -1, 0, "{}"), "");
    private PluginWish? _done;
    private Task _settling = Task.CompletedTask;
    private bool _isEnding;
    private int _generation;
    private string? _trouble;
    private PluginCode? _code;
    private PluginRun? _run;
    private PluginNow _now = new(PluginState.Discovered);

    public string Name => folder.Name;

    /// <summary>Whether nothing of it is loaded.</summary>
    public bool IsAtRest => _code is null;

    /// <summary>What is wanted of a plug-in of which nobody ever wanted something.</summary>
    public static PluginState UsuallyWanted(PluginOptions options, string plugin) =>
        options.Disabled.Contains(plugin) ? PluginState.Stopped : PluginState.Running;

    /// <summary>Where it stands.</summary>
    public PluginStatus Describe(string process) => _now.Describe(folder.Name, process, _done?.Order.Revision ?? -1);

    /// <summary>Says what is wanted, and of which files; it is under way when this returns.</summary>
    public void Want(PluginOrder order)
    {
        var stamp = folder.Stamp();
        lock (_lock)
        {
            _wish = new PluginWish(order, stamp);
            Settle();
        }
    }

    /// <summary>Everything that is wrong with settings that an operator wants, and those settings with their secrets.</summary>
    /// <exception cref="ConflictException">It is not loaded.</exception>
    public async Task<(IReadOnlyList<FieldError> Errors, JsonObject Settings)> Check(JsonObject wanted, JsonObject before)
    {
        var run = _run ?? throw new ConflictException($"The plug-in '{folder.Name}' is not loaded, so nobody can tell whether its settings are right; start it first.");
        var whole = PluginSettings.Unmasked(run.SettingsSchema, wanted, before);
        return (await run.Validate(PluginSettings.Combine(run.SettingsSchema, configured, whole)), whole);
    }

    /// <summary>Takes it out for good, as the process ends.</summary>
    public async Task End()
    {
        Task settling;
        lock (_lock)
        {
            _isEnding = true;
            settling = _settling;
        }
        await settling;
        if (_run is { } run)
            await stage.Leave(run);
    }

    private void Settle()
    {
        if (!_isEnding && _settling.IsCompleted)
            _settling = Task.Run(SettleAll);
    }

    private async Task SettleAll()
    {
        while (true)
        {
            var (wish, trouble) = (_wish, Interlocked.Exchange(ref _trouble, null));
            try
            {
                await (trouble is null ? CarryOut(wish) : Fail(trouble));
            }
            catch (Exception exception)
            {
                await Fail(PluginGuard.Describe(exception));
            }
            _done = wish;
            changed();
            lock (_lock)
            {
                if (_isEnding || _wish == wish && _trouble is null)
                {
                    _settling = Task.CompletedTask;
                    return;
                }
            }
        }
    }

    private Task CarryOut(PluginWish wish)
    {
        if (wish == _done)
            return Task.CompletedTask;
        var wanted = wish.Order.Wanted ?? UsuallyWanted(options, folder.Name);
        return (wanted, _now.State) switch
        {
            (PluginState.Discovered, _) => Unload(),
            // What failed fails again, unless somebody changed something.
            (_, PluginState.Failed) when _done is { } done && done.Order.Revision == wish.Order.Revision && done.Stamp == wish.Stamp => Task.CompletedTask,
            (PluginState.Stopped, PluginState.Failed) => Unload(),
            (PluginState.Stopped, PluginState.Running) => Rest(),
            (PluginState.Running, PluginState.Discovered or PluginState.Failed) => LoadAndRun(wish.Order),
            (PluginState.Running, PluginState.Stopped) => wish.Order.Reloads > (_done?.Order.Reloads ?? 0) ? Replace(wish.Order) : Run(wish.Order),
            (PluginState.Running, PluginState.Running) => wish.Order.Reloads > (_done?.Order.Reloads ?? 0) ? Replace(wish.Order) : GoOn(wish.Order),
            _ => Task.CompletedTask,
        };
    }

    private async Task LoadAndRun(PluginOrder order)
    {
        (_code, _run) = await Load();
        Become(now => now with { State = PluginState.Loaded, Reason = null, Version = _code.Version });
        await Run(order);
    }

    private async Task Run(PluginOrder order)
    {
        var settings = SettingsOf(_run!, order);
        await stage.Enter(_run!, settings, replaced: null);
        Running(settings);
    }

    private async Task GoOn(PluginOrder order)
    {
        if (_done?.Order.Settings == order.Settings)
        {
            if (_done.Order.Revision != order.Revision)
                PluginLog.AlreadyThere(logger, folder.Name, PluginState.Running);
            return;
        }
        var settings = SettingsOf(_run!, order);
        try
        {
            await _run!.Apply(settings);
            Running(settings);
        }
        catch (Exception exception) when (exception is PluginRefusedException or SanctumException)
        {
            Keep($"the settings were not taken: {exception.Message}");
        }
    }

    private async Task Rest()
    {
        await stage.Leave(_run!);
        _run = await NewRun(_code!);
        Become(now => now with { State = PluginState.Stopped, Reason = null, Platforms = [], Tools = [] });
    }

    private async Task Replace(PluginOrder order)
    {
        var unloaded = await SwapIn(order);
        if (unloaded is not null)
            await Collect(unloaded);
    }

    // Apart from the wait for the old code, which must not have it in a variable.
    private async Task<UnloadedCode?> SwapIn(PluginOrder order)
    {
        var (oldCode, oldRun) = (_code!, _run!);
        var wasRunning = _now.State == PluginState.Running;
        PluginCode? code = null;
        try
        {
            (code, var run) = await Load();
            var settings = SettingsOf(run, order);
            await stage.Enter(run, settings, wasRunning ? oldRun : null);
            (_code, _run) = (code, run);
            Running(settings);
        }
        catch (Exception exception)
        {
            Keep($"the new code was not taken: {PluginGuard.Describe(exception)}");
            return code?.Unload();
        }
        if (wasRunning)
            await oldRun.Stop();
        return oldCode.Unload();
    }

    private async Task Unload()
    {
        if (await TakeOut(PluginState.Discovered, reason: null) is { } unloaded)
            await Collect(unloaded);
    }

    // Nobody asked for it to be gone, and what hangs or crashed may stay for long, so nothing waits for that here.
    private async Task Fail(string reason)
    {
        PluginLog.Failed(logger, folder.Name, reason);
        if (await TakeOut(PluginState.Failed, reason) is { } unloaded)
            _ = CollectLater(unloaded);
    }

    private async Task<UnloadedCode?> TakeOut(PluginState state, string? reason)
    {
        if (_run is { } run && _now.State is PluginState.Running)
            await stage.Leave(run);
        var unloaded = _code?.Unload();
        (_code, _run) = (null, null);
        Become(now => new PluginNow(state, reason, Collected: unloaded is null ? now.Collected : null));
        return unloaded;
    }

    private async Task CollectLater(UnloadedCode unloaded)
    {
        try
        {
            await Collect(unloaded);
        }
        catch (Exception exception)
        {
            PluginLog.NotCollected(logger, exception, folder.Name);
        }
    }

    private async Task Collect(UnloadedCode unloaded)
    {
        var isCollected = await unloaded.IsCollected(options.UnloadTimeout);
        if (isCollected)
            CopiedFiles.Remove(unloaded.Copy, logger);
        else
            PluginLog.StillHeld(logger, folder.Name, options.UnloadTimeout);
        Become(now => now with { Collected = isCollected });
    }

    private async Task<(PluginCode Code, PluginRun Run)> Load()
    {
        var generation = ++_generation;
        var guard = new PluginGuard(folder.Name, options, reason => Trouble(generation, reason), logger);
        var copy = Path.Combine(copies, $"{folder.Name}-{generation}");
        void Crashed(Exception exception) => Trouble(generation, $"Nothing caught an exception: {PluginGuard.Describe(exception)}");
        var code = await guard.Call(() => Task.FromResult(PluginCode.Load(folder, generation, copy, guard, Crashed, logger)));
        try
        {
            return (code, await NewRun(code));
        }
        catch
        {
            code.Unload();
            throw;
        }
    }

    private Task<PluginRun> NewRun(PluginCode code) =>
        code.Guard.Call(() => Task.FromResult(code.NewRun(stage.Listen(folder.Name, code.Guard, logger))));

    private void Trouble(int generation, string reason)
    {
        lock (_lock)
        {
            // Code that was replaced may still stumble; that is no trouble any more.
            if (generation != _code?.Generation)
                return;
            _trouble = reason;
            Settle();
        }
    }

    private JsonObject SettingsOf(PluginRun run, PluginOrder order) =>
        PluginSettings.Combine(run.SettingsSchema, configured, JsonNode.Parse(order.Settings)!.AsObject());

    private void Running(JsonObject settings)
    {
        Become(now => PluginNow.Of(_code!, _run!, settings) with { Collected = now.Collected });
        PluginLog.Runs(logger, folder.Name, _code!.Version, string.Join(", ", _now.Platforms), string.Join(", ", _now.Tools));
    }

    private void Keep(string reason)
    {
        PluginLog.Unchanged(logger, folder.Name, reason);
        Become(now => now with { Reason = $"It goes on as it was: {reason}" });
    }

    // The end of a collection is told while other things go on.
    private void Become(Func<PluginNow, PluginNow> next)
    {
        var before = _now;
        lock (_lock)
            _now = next(before = _now);
        if (before.State != _now.State)
        {
            PluginLog.Settled(logger, folder.Name, _now.State);
            stage.Tell(folder.Name, _now.State, _now.Reason);
        }
        changed();
    }
}

/// <summary>What is wanted of a plug-in, and of which files.</summary>
/// <param name="Order">What is wanted.</param>
/// <param name="Stamp">The files, see <see cref="PluginFolder.Stamp"/>.</param>
internal sealed record PluginWish(PluginOrder Order, string Stamp);
