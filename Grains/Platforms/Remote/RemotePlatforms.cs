using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Platforms.Webhooks;
using Sanctum.Secrets;

namespace Sanctum.Platforms.Remote;

/// <summary>
/// Keeps this process's adapters as the registrations say. Every process of a cluster looks at the rows now and then; the one
/// that changes them looks at once.
/// </summary>
internal sealed partial class RemotePlatforms(
    IHostApplicationLifetime lifetime, RemoteStore store, PlatformAdapters adapters, SecretBox secrets, RemoteCalls calls,
    IOptions<RemoteOptions> options,
    IOptions<WebhookOptions> signing, TimeProvider clock, ILogger<RemotePlatforms> logger) : BackgroundService
{
    private readonly SemaphoreSlim _turn = new(1);
    private ImmutableDictionary<string, Registered> _registered = ImmutableDictionary.Create<string, Registered>(
        StringComparer.Ordinal);

    /// <summary>How a platform's process is doing; null where the platform is none of these.</summary>
    public RemoteState? Find(string name) => _registered.GetValueOrDefault(name)?.Adapter.State;

    /// <summary>Writes a registration, and takes it over.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    /// <exception cref="ConflictException">The platform has an adapter that was not registered.</exception>
    public async Task Register(string name, RemoteRegistration registration, CancellationToken cancellationToken)
    {
        RemoteRules.Check(registration);
        if (name == PlatformNames.Api || (adapters.Find(name) is not null && Find(name) is null))
            throw new ConflictException($"The platform '{name}' has an adapter that was not registered; choose another name.");
        await store.Write(name, registration, secrets.Seal(registration.Secret, PlaceOf(name)), cancellationToken);
        await Refresh(cancellationToken);
    }

    /// <summary>Forgets a registration, and lets its adapter go.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task Unregister(string name, CancellationToken cancellationToken)
    {
        if (!await store.Delete(name, cancellationToken))
            throw new NotFoundException("registered platform", name);
        await Refresh(cancellationToken);
    }

    /// <summary>Takes over what the rows say.</summary>
    private async Task Refresh(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var rows = (await store.List(cancellationToken)).ToDictionary(row => row.Name, StringComparer.Ordinal);
            foreach (var name in _registered.Keys.Where(name => !rows.ContainsKey(name)).ToList())
                await Exchange(name, null, cancellationToken);
            foreach (var row in rows.Values.Where(row => _registered.GetValueOrDefault(row.Name)?.Version != row.Version))
                await TryTakeOver(row, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.WaitUntilStarted(stoppingToken))
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Refresh(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                NotRead(logger, exception);
            }
            await Task.Delay(options.Value.RefreshPeriod, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryTakeOver(RemoteRow row, CancellationToken cancellationToken)
    {
        try
        {
            var registration = row.Registration with { Secret = secrets.Open(row.Secret, PlaceOf(row.Name)) };
            await Exchange(row.Name, new Registered(row.Version, Create(row.Name, registration)), cancellationToken);
            TakenOver(logger, row.Name, registration.BaseUrl);
        }
        catch (Exception exception) when (exception is UnreadableSecretException or ConflictException)
        {
            NotTakenOver(logger, row.Name, exception.Message);
        }
    }

    private async Task Exchange(string name, Registered? next, CancellationToken cancellationToken)
    {
        var present = _registered.GetValueOrDefault(name);
        await adapters.Exchange(present is null ? [] : [present.Hosted], next is null ? [] : [next.Hosted], cancellationToken);
        _registered = next is null ? _registered.Remove(name) : _registered.SetItem(name, next);
    }

    /// <summary>Where a platform's secret belongs: it opens for no other.</summary>
    public static string PlaceOf(string name) => $"remote-platform/{name}";

    private RemoteAdapter Create(string name, RemoteRegistration registration)
    {
        var circuit = new RemoteCircuitBreaker(name, options.Value, clock);
        return new RemoteAdapter(name, registration, calls, circuit, signing, clock);
    }

    [LoggerMessage(1450, LogLevel.Information, "The platform {Platform} is the process at {BaseUrl}")]
    private static partial void TakenOver(ILogger logger, string platform, string baseUrl);

    [LoggerMessage(1451, LogLevel.Warning, "The platform {Platform} cannot be taken over: {Reason}")]
    private static partial void NotTakenOver(ILogger logger, string platform, string reason);

    [LoggerMessage(1452, LogLevel.Warning, "The registrations of platforms could not be read; trying again")]
    private static partial void NotRead(ILogger logger, Exception exception);

    private sealed record Registered(RemoteVersion Version, RemoteAdapter Adapter)
    {
        public HostedAdapter Hosted { get; } = new(Adapter);
    }
}
