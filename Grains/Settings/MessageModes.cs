using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Calls;
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

    private readonly FollowedValues<MessageModeState> _known;
    private readonly IGrainFactory _grains;
    private readonly IEventSubscriber<ModeChanged>[] _subscribers;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;

    public MessageModes(
        IGrainFactory grains, IEnumerable<IEventSubscriber<ModeChanged>> subscribers, IHostApplicationLifetime lifetime,
        IMeterFactory meters, TimeProvider clock, ILogger<MessageModes> logger)
    {
        (_grains, _subscribers, _lifetime, _logger) = (grains, [.. subscribers], lifetime, logger);
        _known = new FollowedValues<MessageModeState>(
            Follow, Publish, (tenant, failure) => NotFollowed(logger, ExpectedFailure.Of(failure), tenant), clock);
        meters.Create("Sanctum.Settings").CreateObservableGauge(
            "sanctum.messages.mode", ReadMode, "{tenant}", "1 for the message mode that holds in this process, 0 for the others");
    }

    /// <summary>The mode that holds for a tenant.</summary>
    /// <exception cref="StorageUnavailableException">It was never known here, and cannot be read now.</exception>
    public async ValueTask<MessageMode> Of(string tenant) => (await _known.Of(tenant)).Mode;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The grains stop before the process does, and would wait for the answer.
        if (await _lifetime.WaitUntilStarted(stoppingToken))
            await _known.Run(GrainKey.DefaultTenant, _lifetime.ApplicationStopping);
    }

    private async Task<MessageModeState> Follow(string tenant, MessageModeState? known, CancellationToken cancellationToken)
    {
        if (known is null)
            return await Grain(tenant).Get();
        var now = await Grain(tenant).Follow(known.Revision, cancellationToken);
        return now == known ? known : now;
    }

    private void Publish(string tenant, MessageModeState before, MessageModeState now)
    {
        if (now.Mode == before.Mode)
            return;
        Changed(_logger, tenant, before.Mode, now.Mode);
        foreach (var subscriber in _subscribers)
            subscriber.On(new GrainKey(tenant, SettingsName), new ModeChanged(now.Mode, before.Mode));
    }

    private IMessageModeGrain Grain(string tenant) =>
        _grains.GetGrain<IMessageModeGrain>(new GrainKey(tenant, SettingsName).ToString());

    private IEnumerable<Measurement<int>> ReadMode() => Enum.GetValues<MessageMode>().Select(mode => new Measurement<int>(
        _known.Find(GrainKey.DefaultTenant)?.Mode == mode ? 1 : 0,
        new KeyValuePair<string, object?>("mode", mode.ToString().ToLowerInvariant())));

    [LoggerMessage(2101, LogLevel.Warning, "The message mode of {Tenant} changed from {Before} to {Now}")]
    private static partial void Changed(ILogger logger, string tenant, MessageMode before, MessageMode now);

    [LoggerMessage(2102, LogLevel.Warning, "The message mode of {Tenant} cannot be read; the last mode read stays in force")]
    private static partial void NotFollowed(ILogger logger, Exception exception, string tenant);
}
