using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Plugins;

/// <summary>
/// The plug-ins of this process: looks for them in their folder, hears what is wanted of them from <see cref="IPluginsGrain"/>,
/// and reports where they stand. None is started before it is known that nobody stopped it.
/// </summary>
internal sealed class PluginHost(
    PluginStage stage, IOptionsMonitor<PluginOptions> options, IConfiguration configuration, IGrainFactory grains,
    IHostApplicationLifetime lifetime, ILoggerFactory loggers,
    ILogger<PluginHost> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(5);

    private readonly PluginOptions _options = options.CurrentValue;
    private readonly string _folder = Path.GetFullPath(options.CurrentValue.Folder);
    private readonly string _copies = Path.Combine(Path.GetTempPath(), $"sanctum-plugins-{Guid.NewGuid():N}");
    private readonly string _process = $"{Environment.MachineName}:{Environment.ProcessId}";
    private readonly ConcurrentDictionary<string, HostedPlugin> _plugins = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changed = new(0, 1);
    private PluginOrders? _orders;

    private IPluginsGrain Grain => grains.GetGrain<IPluginsGrain>(GrainKey.InDefaultTenant("plugins").ToString());

    /// <summary>Checks settings that an operator wants for a plug-in.</summary>
    /// <returns>The settings with the secrets that were masked.</returns>
    /// <exception cref="InvalidRequestException">They are not right.</exception>
    /// <exception cref="ConflictException">It is not loaded here.</exception>
    public async Task<JsonObject> CheckSettings(string name, JsonObject wanted, JsonObject before)
    {
        if (!_plugins.TryGetValue(name, out var plugin))
            throw new ConflictException(
                $"The plug-in '{name}' is not in this process, so its settings cannot be checked.");
        var (errors, settings) = await plugin.Check(wanted, before);
        return errors.Count == 0 ? settings : throw new InvalidRequestException([.. errors.Select(Located)]);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_plugins.Values.Select(plugin => plugin.End())).WaitAsync(cancellationToken).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing);
        CopiedFiles.Remove(_copies, logger);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ContainCrashes();
        if (!await lifetime.WaitUntilStarted(stoppingToken))
            return;
        // The grains stop before this does, and would wait for the answer.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.WhenAll(Repeat(Follow, stopping.Token), Repeat(Look, stopping.Token));
    }

    private void ContainCrashes()
    {
        try
        {
            CrashContainment.Install();
        }
        catch (InvalidOperationException exception)
        {
            PluginLog.CrashesNotContained(logger, exception);
        }
    }

    private async Task Repeat(Func<CancellationToken, Task> step, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await step(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                PluginLog.NoOrders(logger, ExpectedFailure.Of(exception));
                await Task.Delay(RetryPause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Follow(CancellationToken stoppingToken)
    {
        _orders = await Grain.Follow(_orders?.Version ?? -1, stoppingToken);
        Wake();
    }

    private async Task Look(CancellationToken stoppingToken)
    {
        var folders = PluginFolder.AllIn(_folder);
        foreach (var folder in folders)
            _plugins.GetOrAdd(folder.Name, _ => Host(folder));
        if (_orders is { } orders)
        {
            foreach (var (name, plugin) in _plugins)
                Direct(
                    plugin, orders.Orders.FirstOrDefault(order => order.Name == name),
                    isThere: folders.Any(folder => folder.Name == name));
        }
        if (!_plugins.IsEmpty)
            await Grain.Report(new PluginReport(_process, [.. _plugins.Values.Select(plugin => plugin.Describe(_process))]))
                .WaitAsync(stoppingToken);
        var pause = _options.ScanInterval < MaxSilence ? _options.ScanInterval : MaxSilence;
        await _changed.WaitAsync(pause, stoppingToken);
    }

    private void Direct(HostedPlugin plugin, PluginOrder? order, bool isThere)
    {
        order ??= new PluginOrder(plugin.Name, Wanted: null, Revision: 0, Reloads: 0, Settings: "{}");
        // What the configuration says holds until an operator says something, and as soon as it changes.
        order = order with { Wanted = order.Wanted ?? HostedPlugin.UsuallyWanted(options.CurrentValue, plugin.Name) };
        if (isThere)
            plugin.Want(order);
        else if (plugin.IsAtRest)
            _plugins.TryRemove(plugin.Name, out _);
        else
            plugin.Want(order with { Wanted = PluginState.Discovered });
    }

    private HostedPlugin Host(PluginFolder folder) =>
        new(
            folder, stage, _options, new PluginConfiguration(_options, configuration, folder.Name), _copies, Wake,
            loggers.CreateLogger($"Sanctum.Plugins.{folder.Name}"));

    private void Wake()
    {
        try
        {
            _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // It was woken already and has not looked yet.
        }
    }

    private static FieldError Located(FieldError error) =>
        error with { Field = error.Field is "arguments" ? "settings" : $"settings.{error.Field}" };
}
