using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Flags;

/// <summary>
/// The flags of the tenants that were asked about in this process. It follows each of them; while it cannot, the flags read last
/// hold.
/// </summary>
internal sealed partial class FeatureFlags : BackgroundService, IFeatureFlags
{
    private readonly FollowedValues<Known> _known;
    private readonly IGrainFactory _grains;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;

    public FeatureFlags(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<FeatureFlags> logger)
    {
        (_grains, _lifetime, _logger) = (grains, lifetime, logger);
        _known = new FollowedValues<Known>(
            Follow, (_, _, _) => { }, (tenant, failure) => NotFollowed(logger, ExpectedFailure.Of(failure), tenant), clock);
    }

    public async ValueTask<bool> IsOn(string tenant, string flag, bool otherwise = false)
    {
        if ((_known.Find(tenant) ?? await Read(tenant)) is not { } known)
            return otherwise;
        return known.Flags.TryGetValue(flag, out var isOn) ? isOn : otherwise;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The grains stop before the process does, and would wait for the answer.
        if (await _lifetime.WaitUntilStarted(stoppingToken))
            await _known.Run(GrainKey.DefaultTenant, _lifetime.ApplicationStopping);
    }

    private async Task<Known?> Read(string tenant)
    {
        try
        {
            return await _known.Of(tenant);
        }
        catch (Exception exception) when (exception is SanctumException or OrleansException or TimeoutException)
        {
            NotFollowed(_logger, ExpectedFailure.Of(exception), tenant);
            return null;
        }
    }

    private async Task<Known> Follow(string tenant, Known? known, CancellationToken cancellationToken)
    {
        var grain = _grains.GetGrain<IFlagsGrain>(new GrainKey(tenant, FlagsGrain.Name).ToString());
        var now = await grain.Follow(known?.Revision ?? 0, cancellationToken);
        return now.Revision == known?.Revision ? known : Known.From(now);
    }

    [LoggerMessage(2425, LogLevel.Warning, "The feature flags of {Tenant} cannot be read; those read last, or defaults, hold")]
    private static partial void NotFollowed(ILogger logger, Exception exception, string tenant);

    private sealed record Known(long Revision, FrozenDictionary<string, bool> Flags)
    {
        public static Known From(FlagsInForce flags) => new(
            flags.Revision,
            flags.On.Select(name => KeyValuePair.Create(name, true))
                .Concat(flags.Off.Select(name => KeyValuePair.Create(name, false)))
                .ToFrozenDictionary(StringComparer.Ordinal));
    }
}
