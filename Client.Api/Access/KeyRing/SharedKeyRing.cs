using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Sanctum.Calls;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>
/// The keys by which gateways protect what browsers keep for them, as the cluster answered last. They are read when the gateway
/// starts, and followed from then on, so that the synchronous readers of ASP.NET Core find them in memory.
/// </summary>
internal sealed partial class SharedKeyRing : BackgroundService, IXmlRepository
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(14);
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(6);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly IGrainFactory _grains;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly FollowedValues<KeyRing> _followed;
    private readonly NewRingKeys _new;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private volatile KeyRing? _ring;

    public SharedKeyRing(
        IGrainFactory grains, IHostApplicationLifetime lifetime, NewRingKeys newKeys, TimeProvider clock,
        ILogger<SharedKeyRing> logger)
    {
        (_grains, _lifetime, _new, _clock, _logger) = (grains, lifetime, newKeys, clock, logger);
        _followed = new FollowedValues<KeyRing>(
            async (_, known, cancellationToken) =>
            {
                var now = await grains.KeyRing().Follow(known?.Version ?? -1, cancellationToken);
                return now.Version == known?.Version ? known : now;
            },
            (_, _, now) => Take(now),
            (_, failure) => NotFollowed(logger, failure.Message), clock);
    }

    /// <summary>Is called after the keys have changed.</summary>
    public event Action? Changed;

    /// <summary>Has the keys at hand, with one that protects. Await it before something is protected or read.</summary>
    public ValueTask Prepare() => _ring is { } ring && EndOf(ring) > _clock.GetUtcNow() ? ValueTask.CompletedTask : Renew();

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. (_ring?.Keys ?? []).Select(key => XElement.Parse(key.Document))];

    // Keys are made by Renew, which can wait for the cluster.
    public void StoreElement(XElement element, string friendlyName) =>
        throw new NotSupportedException("Keys of data protection are added by the cluster.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await _lifetime.WaitUntilStarted(stoppingToken))
            return;
        var stopping = _lifetime.ApplicationStopping;
        await Task.WhenAll(_followed.Run(GrainKey.DefaultTenant, stopping), KeepRenewed(stopping));
    }

    private async Task KeepRenewed(CancellationToken stopping)
    {
        var isAway = false;
        while (!stopping.IsCancellationRequested)
        {
            isAway = !await TryRenew(isAway, stopping);
            await Task.Delay(isAway ? RetryPause : LookAgain, _clock, stopping).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryRenew(bool wasAway, CancellationToken stopping)
    {
        try
        {
            await Renew();
            return true;
        }
        catch (Exception exception)
        {
            if (!wasAway && !stopping.IsCancellationRequested)
                NotFollowed(_logger, exception.Message);
            return false;
        }
    }

    // Of gateways that add the next key at once, one does; the others take what it added.
    private async ValueTask Renew()
    {
        Take(await _followed.Of(GrainKey.DefaultTenant));
        var (ring, now) = (_ring!, _clock.GetUtcNow());
        if (EndOf(ring) is var end && end > now + RenewedBefore)
            return;
        var activation = end > now ? end : now;
        var added = await _grains.KeyRing().Add(ring.Version, _new.Make(activation, activation + Lifetime));
        Take(added);
        Renewed(_logger, EndOf(added));
    }

    private void Take(KeyRing ring)
    {
        lock (_gate)
        {
            if (_ring is { } known && known.Version >= ring.Version)
                return;
            _ring = ring;
        }
        Changed?.Invoke();
    }

    private static DateTimeOffset EndOf(KeyRing ring) =>
        ring.Keys.Select(key => key.ExpiresAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max();

    [LoggerMessage(
        2550, LogLevel.Warning, "The key ring of data protection cannot be followed now; what was read last holds: {Reason}")]
    private static partial void NotFollowed(ILogger logger, string reason);

    [LoggerMessage(2551, LogLevel.Information, "The key ring of data protection has a next key, until {Until}")]
    private static partial void Renewed(ILogger logger, DateTimeOffset until);
}
