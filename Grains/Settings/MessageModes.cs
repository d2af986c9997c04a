using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Settings;

/// <summary>
/// The message modes of this process. It follows every tenant that was asked about here; while it cannot, the mode that it
/// read last holds. It publishes each change to the subscribers of this process.
/// </summary>
internal sealed partial class MessageModes : BackgroundService
{
    private const string SettingsName = "settings";
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, MessageModeState> _known = new(StringComparer.Ordinal);
    private readonly IGrainFactory _grains;
    private readonly IEventSubscriber<ModeChanged>[] _subscribers;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;

    public MessageModes(
        IGrainFactory grains, IEnumerable<IEventSubscriber<ModeChanged>> subscribers, IHostApplicationLifetime lifetime,
        IMeterFactory meters, ILogger<MessageModes> logger)
    {
        (_grains, _subscribers, _lifetime, _logger) = (grains, [.. subscribers], lifetime, logger);
        meters.Create("Sanctum.Settings").CreateObservableGauge(
            "sanctum.messages.mode", ReadMode, "{tenant}", "1 for the message mode that holds in this process, 0 for the others");
    }

    /// <summary>The mode that holds for a tenant.</summary>
    /// <exception cref="StorageUnavailableException">It was never known here, and cannot be read now.</exception>
    public async ValueTask<MessageMode> Of(string tenant)
    {
        if (_known.TryGetValue(tenant, out var known))
            return known.Mode;
        var first = await Grain(tenant).Get();
        if (Note(tenant, first))
            _ = FollowAll(tenant, _lifetime.ApplicationStopping);
        return _known[tenant].Mode;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await _lifetime.WaitUntilStarted(stoppingToken))
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Of(GrainKey.DefaultTenant);
                return;
            }
            catch (Exception exception)
            {
                NotFollowed(_logger, ExpectedFailure.Of(exception), GrainKey.DefaultTenant);
                await Task.Delay(RetryPause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // The grains stop before the process does, and would wait for the answer.
    private async Task FollowAll(string tenant, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Note(tenant, await Grain(tenant).Follow(_known[tenant].Revision, stopping));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                NotFollowed(_logger, ExpectedFailure.Of(exception), tenant);
                await Task.Delay(RetryPause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>Whether nothing was known of the tenant before.</returns>
    private bool Note(string tenant, MessageModeState now)
    {
        if (_known.TryAdd(tenant, now))
            return true;
        var before = _known[tenant];
        _known[tenant] = now;
        if (now.Mode != before.Mode)
        {
            Changed(_logger, tenant, before.Mode, now.Mode);
            foreach (var subscriber in _subscribers)
                subscriber.On(new GrainKey(tenant, SettingsName), new ModeChanged(now.Mode, before.Mode));
        }
        return false;
    }

    private IMessageModeGrain Grain(string tenant) =>
        _grains.GetGrain<IMessageModeGrain>(new GrainKey(tenant, SettingsName).ToString());

    private IEnumerable<Measurement<int>> ReadMode() => Enum.GetValues<MessageMode>().Select(mode => new Measurement<int>(
        _known.TryGetValue(GrainKey.DefaultTenant, out var known) && known.Mode == mode ? 1 : 0,
        new KeyValuePair<string, object?>("mode", mode.ToString().ToLowerInvariant())));

    [LoggerMessage(2101, LogLevel.Warning, "The message mode of {Tenant} changed from {Before} to {Now}")]
    private static partial void Changed(ILogger logger, string tenant, MessageMode before, MessageMode now);

    [LoggerMessage(2102, LogLevel.Warning, "The message mode of {Tenant} cannot be read; the last mode read stays in force")]
    private static partial void NotFollowed(ILogger logger, Exception exception, string tenant);
}
