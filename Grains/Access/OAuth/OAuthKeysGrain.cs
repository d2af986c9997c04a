using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Sanctum.Audit;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Keeps the keys of its rows in memory, for it alone writes them.</summary>
/// <remarks>Options: the lifetimes of <see cref="OAuthOptions"/>, by which keys overlap.</remarks>
[GrainType("oauthkeys")]
internal sealed class OAuthKeysGrain(OAuthKeyStore store, IOptions<OAuthOptions> options, TimeProvider clock)
    : Grain, IOAuthKeysGrain
{
    private const int KidBytes = 9;
    private const int EncryptionBytes = 32;

    // Below the length up to which the order of equal elements is kept when a list is sorted.
    private const int MaxKeys = 12;

    // Clocks of gateways and silos differ.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private ImmutableArray<OAuthKey> _keys = [];

    private string Tenant => this.Key().Tenant;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Load();

    public async Task<OAuthKeySet> Accepted()
    {
        if (_keys is not [{ AcceptedUntil: null }, ..])
            await Add(TimeSpan.Zero);
        var now = clock.GetUtcNow();
        return new OAuthKeySet(
            [.. _keys.Where(key => key.AcceptedUntil is null || key.AcceptedUntil > now)], options.Value.AccessTokenLifetime,
            options.Value.RefreshTokenLifetime, options.Value.ClientDocuments);
    }

    public Task<ImmutableArray<OAuthKey>> List() => Task.FromResult<ImmutableArray<OAuthKey>>(
        [.. _keys.Select(key => key with { Signing = [], Encryption = [] })]);

    public async Task<ImmutableArray<OAuthKey>> Rotate(bool immediately)
    {
        var now = clock.GetUtcNow();
        if (!immediately && _keys.Count(key => key.AcceptedUntil > now) is >= MaxKeys and var accepted)
            throw new LimitExceededException(
                "access.oauth_keys", $"Tokens of {accepted} earlier keys are accepted, the limit.", Slack);
        await Add(immediately ? TimeSpan.Zero : Overlap);
        return await List();
    }

    private TimeSpan Overlap =>
        Slack + (options.Value.RefreshTokenLifetime > options.Value.AccessTokenLifetime
            ? options.Value.RefreshTokenLifetime
            : options.Value.AccessTokenLifetime);

    private async Task Add(TimeSpan overlap)
    {
        var now = clock.GetUtcNow();
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = new OAuthKey(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KidBytes)), now, null, [.. signing.ExportPkcs8PrivateKey()],
            [.. RandomNumberGenerator.GetBytes(EncryptionBytes)]);
        var entry = clock.Entry(AuditActions.OAuthKeyRotate, $"oauth_key/{key.Kid}");
        try
        {
            await store.Add(Tenant, key, now + overlap, isFirst: _keys.IsEmpty, entry, CancellationToken.None);
            await Load();
        }
        catch
        {
            // What the rows hold is not known; the next activation reads them.
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task Load() => _keys = await store.List(Tenant, CancellationToken.None);
}
