using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Policies;

/// <summary>
/// The policy documents in force, in this process. It follows every tenant that was asked about here; while it cannot, the
/// documents that it read last hold. One that this program cannot read refuses what it might be about.
/// </summary>
internal sealed partial class PolicyDocuments(
    IGrainFactory grains, PolicyDocumentReader reader, IHostApplicationLifetime lifetime, ILogger<PolicyDocuments> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The documents of a tenant, if they have been read here.</summary>
    public ImmutableArray<IPolicyDocument>? Find(string tenant) =>
        _known.TryGetValue(tenant, out var known) ? known.Documents : null;

    /// <summary>The documents of a tenant.</summary>
    /// <exception cref="StorageUnavailableException">They were never read here, and cannot be read now.</exception>
    public async ValueTask<ImmutableArray<IPolicyDocument>> Of(string tenant)
    {
        if (_known.TryGetValue(tenant, out var known))
            return known.Documents;
        if (Note(tenant, await Grain(tenant).Follow(-1, lifetime.ApplicationStopping)))
            FollowAll(tenant, lifetime.ApplicationStopping).Ignore();
        return _known[tenant].Documents;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.WaitUntilStarted(stoppingToken))
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
                NotFollowed(logger, ExpectedFailure.Of(exception), GrainKey.DefaultTenant);
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
                NotFollowed(logger, ExpectedFailure.Of(exception), tenant);
                await Task.Delay(RetryPause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>Whether nothing was known of the tenant before.</returns>
    private bool Note(string tenant, PolicySet now)
    {
        var before = _known.GetValueOrDefault(tenant);
        if (before?.Revision == now.Revision)
            return false;
        var known = new Known(now.Revision, [.. now.Documents.Select(version => Take(tenant, version, before))]);
        if (_known.TryAdd(tenant, known))
            return true;
        _known[tenant] = known;
        foreach (var gone in before?.InForce.Except(known.InForce) ?? [])
            gone.Document.Dispose();
        Changed(logger, tenant, known.InForce.Length);
        return false;
    }

    // What did not change is not compiled again.
    private InForce Take(string tenant, PolicyVersion version, Known? before) =>
        before?.InForce.FirstOrDefault(kept => kept.Name == version.Name && kept.Version == version.Version)
        ?? new InForce(version.Name, version.Version, Compile(tenant, version));

    private IPolicyDocument Compile(string tenant, PolicyVersion version)
    {
        try
        {
            return reader.Read(version.Name, version.Document!);
        }
        catch (InvalidRequestException exception)
        {
            // A newer silo may have taken what this one cannot read.
            Unreadable(logger, tenant, version.Name, version.Version, exception.Message);
            return new PolicyDocument(version.Name, version.Description, DeniesOtherwise: true, [Nothing]);
        }
    }

    private IPolicyGrain Grain(string tenant) =>
        grains.GetGrain<IPolicyGrain>(new GrainKey(tenant, PolicyGrain.Name).ToString());

    // A rule about everything that never allows anything.
    private static readonly DocumentRule Nothing =
        new("unreadable", [.. PolicyActions.All], Denies: true, Condition: null, "the policy cannot be read by this program.");

    [LoggerMessage(2311, LogLevel.Information, "The policies of {Tenant} changed; {Count} documents are in force")]
    private static partial void Changed(ILogger logger, string tenant, int count);

    [LoggerMessage(2312, LogLevel.Warning, "The policies of {Tenant} cannot be read; those read last stay in force")]
    private static partial void NotFollowed(ILogger logger, Exception exception, string tenant);

    [LoggerMessage(
        2313, LogLevel.Error,
        "Version {Version} of policy {Name} of {Tenant} cannot be read by this program and denies every action: {Reason}")]
    private static partial void Unreadable(ILogger logger, string tenant, string name, int version, string reason);

    private sealed record InForce(string Name, int Version, IPolicyDocument Document);

    private sealed record Known(long Revision, ImmutableArray<InForce> InForce)
    {
        public ImmutableArray<IPolicyDocument> Documents { get; } = [.. InForce.Select(version => version.Document)];
    }
}
