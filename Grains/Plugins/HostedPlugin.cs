using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;

namespace Sanctum.Plugins;

/// <summary>
/// One plug-in in this process. It gets the wanted state and reaches it by itself, one step at a time, so no caller waits
/// for third-party code, and no plug-in for another.
/// </summary>
internal sealed class HostedPlugin
{
    private readonly PluginFolder _folder;
    private readonly Action _changed;
    private readonly ILogger _logger;
    private readonly PluginStatusTracker _standing;
    private readonly PluginLifecycle _life;
    private readonly Lock _lock = new();
    private PluginWish _wish;
    private PluginWish? _done;
    private Task _settling = Task.CompletedTask;
    private bool _isEnding;
    private string? _trouble;

    /// <param name="folder">Where it is.</param>
    /// <param name="stage">Where its platforms and tools appear.</param>
    /// <param name="options">The limits.</param>
    /// <param name="configured">What the configuration says of its settings.</param>
    /// <param name="copies">Where copies of its files go.</param>
    /// <param name="changed">Told whenever its status is another.</param>
    /// <param name="logger">The plug-in's own.</param>
    public HostedPlugin(
        PluginFolder folder, PluginStage stage, PluginOptions options, PluginConfiguration configured, string copies,
        Action changed, ILogger logger)
    {
        (_folder, _changed, _logger) = (folder, changed, logger);
        _wish = new PluginWish(new PluginOrder(folder.Name, null, -1, 0, "{}"), "");
        _standing = new PluginStatusTracker(folder.Name, stage, changed, logger);
        var loader = new PluginLoader(folder, stage, options, copies, Trouble, logger);
        _life = new PluginLifecycle(
            folder.Name, loader, stage, _standing, new PluginCollection(folder.Name, options, _standing, logger), configured,
            logger);
    }

    public string Name => _folder.Name;

    /// <summary>Whether nothing of it is loaded.</summary>
    public bool IsAtRest => _life.Generation is null;

    /// <summary>What is wanted of a plug-in of which nobody ever wanted something.</summary>
    public static PluginState UsuallyWanted(PluginOptions options, string plugin) =>
        options.Disabled.Contains(plugin) ? PluginState.Stopped : PluginState.Running;

    /// <summary>Where it stands.</summary>
    public PluginStatus Describe(string process) => _standing.Describe(process, _done?.Order.Revision ?? -1);

    /// <summary>Says what is wanted, and of which files; it is under way when this returns.</summary>
    public void Want(PluginOrder order)
    {
        var stamp = _folder.Stamp();
        lock (_lock)
        {
            _wish = new PluginWish(order, stamp);
            Settle();
        }
    }

    /// <inheritdoc cref="PluginLifecycle.Check"/>
    public Task<(IReadOnlyList<FieldError> Errors, JsonObject Settings)> Check(JsonObject wanted, JsonObject before) =>
        _life.Check(wanted, before);

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
        await _life.End();
    }

    // Nothing to do is no change: a report of one would have the host look again at once, and again.
    [SuppressMessage("ApiDesign", "RS0030", Justification = "Runs beside its callers, who hold a lock.")]
    private void Settle()
    {
        if (!_isEnding && !IsSettled && _settling.IsCompleted)
            _settling = Task.Run(SettleAll);
    }

    private bool IsSettled => _wish == _done && _trouble is null;

    private async Task SettleAll()
    {
        while (true)
        {
            var (wish, trouble) = (_wish, Interlocked.Exchange(ref _trouble, null));
            try
            {
                await (trouble is null ? CarryOut(wish) : _life.Fail(trouble));
            }
            catch (Exception exception)
            {
                await _life.Fail(PluginGuard.Describe(exception));
            }
            var isLast = Finish(wish);
            _changed();
            if (isLast)
                return;
        }
    }

    /// <returns>Whether nothing is left to do.</returns>
    private bool Finish(PluginWish wish)
    {
        lock (_lock)
        {
            _done = wish;
            if (!_isEnding && !IsSettled)
                return false;
            _settling = Task.CompletedTask;
            return true;
        }
    }

    private Task CarryOut(PluginWish wish)
    {
        if (wish == _done)
            return Task.CompletedTask;
        var order = wish.Order;
        var isReload = order.Reloads > (_done?.Order.Reloads ?? 0);
        return (order.Wanted, _standing.State) switch
        {
            (PluginState.Discovered, _) => _life.Unload(),
            // What failed fails again, unless somebody changed something.
            (_, PluginState.Failed) when _done is { } done && done.Order.Revision == order.Revision
                && done.Order.Wanted == order.Wanted && done.Stamp == wish.Stamp => Task.CompletedTask,
            (PluginState.Stopped, PluginState.Failed) => _life.Unload(),
            (PluginState.Stopped, PluginState.Running) => _life.Rest(),
            (PluginState.Running, PluginState.Discovered or PluginState.Failed) => _life.LoadAndRun(order),
            (PluginState.Running, PluginState.Stopped) => isReload ? _life.Replace(order) : _life.Run(order),
            (PluginState.Running, PluginState.Running) => isReload ? _life.Replace(order) : Continue(order),
            _ => Task.CompletedTask,
        };
    }

    private Task Continue(PluginOrder order)
    {
        if (_done?.Order.Settings != order.Settings)
            return _life.Apply(order);
        if (_done.Order.Revision != order.Revision)
            PluginLog.AlreadyThere(_logger, _folder.Name, PluginState.Running);
        return Task.CompletedTask;
    }

    private void Trouble(int generation, string reason)
    {
        lock (_lock)
        {
            // Code that was replaced may still stumble; that is no trouble any more.
            if (generation != _life.Generation)
                return;
            _trouble = reason;
            Settle();
        }
    }
}

/// <summary>What is wanted of a plug-in, and of which files.</summary>
/// <param name="Order">What is wanted.</param>
/// <param name="Stamp">The files, see <see cref="PluginFolder.Stamp"/>.</param>
internal sealed record PluginWish(PluginOrder Order, string Stamp);
