using System.Diagnostics.Metrics;
using Sanctum.Calls;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Configuration;

/// <summary>
/// Follows the live configuration, applies it in this process, and reports which version that is. One that cannot be applied
/// leaves the one before in force.
/// </summary>
/// <remarks>
/// Invariant: the settings of one version are in force, all of them. Meter <c>Sanctum.Configuration</c>; events 2420 to 2423.
/// </remarks>
internal sealed partial class LiveConfiguration : BackgroundService
{
    private static readonly string Key = GrainKey.InDefaultTenant("configuration").ToString();

    private readonly IGrainFactory _grains;
    private readonly LiveSettings _live;
    private readonly SettingsCatalog _catalog;
    private readonly OptionsGuard _guard;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private ProcessReport _report;
    private ConfigurationVersion _applied = new(0, [], "", CreatedAt: null);

    public LiveConfiguration(
        IGrainFactory grains, LiveSettings live, SettingsCatalog catalog, OptionsGuard guard, ProcessKind kind,
        IMeterFactory meters, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<LiveConfiguration> logger)
    {
        (_grains, _live, _catalog, _guard) = (grains, live, catalog, guard);
        (_lifetime, _clock, _logger) = (lifetime, clock, logger);
        _report = new ProcessReport(
            Guid.NewGuid(), $"{kind.Name} {Environment.MachineName}/{Environment.ProcessId}", Known: -1, Applied: 0,
            Refusal: null);
        meters.Create("Sanctum.Configuration").CreateObservableGauge(
            "sanctum.configuration.version", () => _applied.Version, "{version}",
            "Version of the live configuration that this process applies");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await _lifetime.WaitUntilStarted(stoppingToken))
            return;
        // The grains stop before the process does, and would wait for the answer.
        await new FollowedValues<ConfigurationVersion>(
            Follow, (_, _, _) => { }, (_, failure) => NotFollowed(_logger, failure.Message), _clock).Run(
            Key, _lifetime.ApplicationStopping);
    }

    private async Task<ConfigurationVersion> Follow(
        string key, ConfigurationVersion? known, CancellationToken cancellationToken)
    {
        var now = await _grains.GetGrain<IConfigurationGrain>(key).Follow(
            _report with { Known = known?.Version ?? -1 }, cancellationToken);
        if (known?.Version == now.Version)
            return known;
        Apply(now);
        return now;
    }

    private void Apply(ConfigurationVersion version)
    {
        var refusal = FindFault(version) ?? Replace(version);
        if (refusal is not null)
            Refused(_logger, version.Version, _applied.Version, refusal);
        else if (version.Version > 0)
            Applied(_logger, version.Version, version.Settings.Length);
        _applied = refusal is null ? version : _applied;
        _report = _report with { Applied = _applied.Version, Refusal = refusal };
    }

    // Settings of other programs, as those of the gateway are for a silo, are theirs to check.
    private string? FindFault(ConfigurationVersion version) => version.Settings
        .Select(setting => (setting.Name, Fault: _catalog.Find(setting.Name)?.FindFault(setting.Value)))
        .Where(setting => setting.Fault is not null)
        .Select(setting => $"{setting.Name}: {setting.Fault}")
        .FirstOrDefault();

    private string? Replace(ConfigurationVersion version)
    {
        var others = _guard.Refused;
        _live.Replace(version.Settings);
        if (_guard.Refused.Except(others).FirstOrDefault() is not { } refusal)
            return null;
        _live.Replace(_applied.Settings);
        return refusal;
    }

    [LoggerMessage(2420, LogLevel.Information, "Version {Version} of the live configuration applies; it has {Count} settings")]
    private static partial void Applied(ILogger logger, int version, int count);

    [LoggerMessage(
        2421, LogLevel.Warning,
        "Version {Version} of the live configuration cannot be applied; version {Applied} stays in force: {Reason}")]
    private static partial void Refused(ILogger logger, int version, int applied, string reason);

    [LoggerMessage(
        2422, LogLevel.Warning, "The live configuration cannot be followed now; what was read last stays in force: {Reason}")]
    private static partial void NotFollowed(ILogger logger, string reason);
}

/// <summary>What a process is, for people.</summary>
/// <param name="Name">Such as <c>silo</c>.</param>
internal sealed record ProcessKind(string Name);
