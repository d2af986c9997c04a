using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Policies;

/// <summary>
/// The policy documents in force, in this process. It follows every tenant that was asked about here; while it cannot, the
/// documents that it read last hold. One that this program cannot read refuses what it might be about.
/// </summary>
internal sealed partial class PolicyDocuments : BackgroundService
{
    private readonly FollowedValues<Known> _known;
    private readonly IGrainFactory _grains;
    private readonly PolicyDocumentReader _reader;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;

    public PolicyDocuments(
        IGrainFactory grains, PolicyDocumentReader reader, IHostApplicationLifetime lifetime, TimeProvider clock,
        ILogger<PolicyDocuments> logger)
    {
        (_grains, _reader, _lifetime, _logger) = (grains, reader, lifetime, logger);
        _known = new FollowedValues<Known>(
            Follow, Replace, (tenant, failure) => NotFollowed(logger, ExpectedFailure.Of(failure), tenant), clock);
    }

    /// <summary>The documents of a tenant, if they have been read here.</summary>
    public ImmutableArray<IPolicyDocument>? Find(string tenant) => _known.Find(tenant)?.Documents;

    /// <summary>The documents of a tenant.</summary>
    /// <exception cref="StorageUnavailableException">They were never read here, and cannot be read now.</exception>
    public async ValueTask<ImmutableArray<IPolicyDocument>> Of(string tenant) => (await _known.Of(tenant)).Documents;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The grains stop before the process does, and would wait for the answer.
        if (await _lifetime.WaitUntilStarted(stoppingToken))
            await _known.Run(GrainKey.DefaultTenant, _lifetime.ApplicationStopping);
    }

    private async Task<Known> Follow(string tenant, Known? known, CancellationToken cancellationToken)
    {
        var now = await Grain(tenant).Follow(known?.Revision ?? -1, cancellationToken);
        return known?.Revision == now.Revision
            ? known
            : new Known(now.Revision, [.. now.Documents.Select(version => Take(tenant, version, known))]);
    }

    private void Replace(string tenant, Known before, Known now)
    {
        foreach (var gone in before.InForce.Except(now.InForce))
            gone.Document.Dispose();
        Changed(_logger, tenant, now.InForce.Length);
    }

    // What did not change is not compiled again.
    private InForce Take(string tenant, PolicyVersion version, Known? before) =>
        before?.InForce.FirstOrDefault(kept => kept.Name == version.Name && kept.Version == version.Version)
        ?? new InForce(version.Name, version.Version, Compile(tenant, version));

    private IPolicyDocument Compile(string tenant, PolicyVersion version)
    {
        try
        {
            return _reader.Read(version.Name, version.Document!);
        }
        catch (InvalidRequestException exception)
        {
            // A newer silo may have taken what this one cannot read.
            Unreadable(_logger, tenant, version.Name, version.Version, exception.Message);
            return new PolicyDocument(version.Name, version.Description, DeniesOtherwise: true, [Nothing]);
        }
    }

    private IPolicyGrain Grain(string tenant) =>
        _grains.GetGrain<IPolicyGrain>(new GrainKey(tenant, PolicyGrain.Name).ToString());

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
