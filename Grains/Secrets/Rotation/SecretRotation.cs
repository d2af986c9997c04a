using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Hosting;

namespace Sanctum.Secrets;

/// <summary>
/// Encrypts secrets under the current key that are under earlier ones: a while after the start of the process, and now and
/// then. It keeps no place: what is left to do is what the rows say, so any process may go on where another ended.
/// </summary>
/// <remarks>
/// Invariant: a row is written only if nobody wrote it since it was read. Options: <see cref="SecretsOptions"/>.
/// Meter: <see cref="RotationMeter"/>. Events: 2465 to 2468.
/// </remarks>
internal sealed partial class SecretRotation(
    IEnumerable<ISecretOwner> owners, SecretKeyRing keys, IAgreedKey agreed, RotationMeter meter,
    IOptions<SecretsOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<SecretRotation> logger)
    : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly ImmutableArray<ISecretOwner> _owners = [.. owners.OrderBy(owner => owner.Name, StringComparer.Ordinal)];
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Under which keys the secrets are.</summary>
    public async Task<SecretsStatus> Look(CancellationToken cancellationToken)
    {
        var current = keys.Current.Id;
        var counts = new List<(string Owner, ImmutableArray<SecretCount> Counts)>();
        foreach (var owner in _owners)
            counts.Add((owner.Name, await owner.Count(cancellationToken)));
        var status = new SecretsStatus(current, KeysOf(counts.SelectMany(one => one.Counts)), [.. counts.Select(
            one => new SecretOwnerStatus(
                one.Owner, one.Counts.Sum(count => count.Secrets),
                one.Counts.Where(count => count.KeyId != current).Sum(count => count.Secrets)))]);
        meter.Counted(status.Owners.Sum(owner => owner.Outdated));
        return status;
    }

    /// <summary>Encrypts everything under the current key.</summary>
    /// <returns>False where another process has started with another current key; then nothing was done.</returns>
    public async Task<bool> Run(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!await agreed.IsCurrent(cancellationToken))
            {
                NotAgreed(logger, keys.Current.Id);
                return false;
            }
            foreach (var owner in _owners)
                await Reencrypt(owner, cancellationToken);
            return true;
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
        // Processes that are still to be started with the key must be able to read what is written until then.
        await Pause(options.Value.ReencryptAfter, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Run(stoppingToken);
                await Look(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                NotCounted(logger, ExpectedFailure.Of(exception));
            }
            await Pause(Period, stoppingToken);
        }
    }

    // The secrets of one owner that cannot be reached do not keep those of others under an old key.
    private async Task Reencrypt(ISecretOwner owner, CancellationToken cancellationToken)
    {
        var (reencrypted, unreadable) = (0, 0);
        try
        {
            string? after = null;
            do
            {
                var page = await owner.Reencrypt(after, BatchSize, cancellationToken);
                (reencrypted, unreadable, after) = (reencrypted + page.Reencrypted, unreadable + page.Unreadable, page.Next);
                meter.Reencrypted(owner.Name, page.Reencrypted);
            }
            while (after is not null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotReencrypted(logger, ExpectedFailure.Of(exception), owner.Name);
        }
        if (reencrypted > 0)
            Reencrypted(logger, reencrypted, owner.Name, keys.Current.Id);
        if (unreadable > 0)
            Unreadable(logger, unreadable, owner.Name);
    }

    private ImmutableArray<SecretKeyStatus> KeysOf(IEnumerable<SecretCount> counts)
    {
        var secrets = counts.GroupBy(count => count.KeyId, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.Sum(count => count.Secrets), StringComparer.Ordinal);
        string[] known = [keys.Current.Id, .. keys.Previous.Select(key => key.Id)];
        return [.. known.Concat(secrets.Keys.Order(StringComparer.Ordinal)).Distinct().Select(id => new SecretKeyStatus(
            id, id == keys.Current.Id, known.Contains(id), secrets.GetValueOrDefault(id)))];
    }

    private async Task Pause(TimeSpan time, CancellationToken stopping) =>
        await Task.Delay(time, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(2465, LogLevel.Information, "{Count} secrets of {Owner} are encrypted under the key {Key} now")]
    private static partial void Reencrypted(ILogger logger, int count, string owner, string key);

    [LoggerMessage(
        2466, LogLevel.Warning,
        "{Count} secrets of {Owner} cannot be read with the keys of this process and stay under the key that they name")]
    private static partial void Unreadable(ILogger logger, int count, string owner);

    [LoggerMessage(
        2467, LogLevel.Warning, "The secrets of {Owner} could not be encrypted under the current key; trying again later")]
    private static partial void NotReencrypted(ILogger logger, Exception exception, string owner);

    [LoggerMessage(
        2468, LogLevel.Information,
        "Secrets are not encrypted under the key {Key} of this process: one that started later has another current key")]
    private static partial void NotAgreed(ILogger logger, string key);

    [LoggerMessage(2469, LogLevel.Warning, "The keys of secrets could not be counted; trying again later")]
    private static partial void NotCounted(ILogger logger, Exception exception);
}
