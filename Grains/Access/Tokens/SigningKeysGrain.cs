using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sanctum.Audit;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Keeps the keys of its rows in memory, for it alone writes them.</summary>
/// <remarks>Options: <see cref="AccessOptions.AccessTokenLifetime"/>, by which keys overlap.</remarks>
[GrainType("signingkeys")]
internal sealed class SigningKeysGrain(SigningKeyStore store, IOptions<AccessOptions> options, TimeProvider clock)
    : Grain, ISigningKeysGrain
{
    private const int KeyBytes = 32;
    private const int KidBytes = 9;
    private const int MaxKeys = 20;

    // Clocks of gateways and silos differ.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    private ImmutableArray<SigningKey> _keys = [];

    private string Tenant => this.Key().Tenant;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Load();

    public async Task<IssuedToken> Issue(TokenSubject subject)
    {
        var key = await Current();
        var now = clock.GetUtcNow();
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + options.Value.AccessTokenLifetime).ToUnixTimeSeconds());
        var text = Writer.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = AccessTokens.Issuer,
            Audience = AccessTokens.Audience,
            TokenType = AccessTokens.Type,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = subject.Username,
                [JwtRegisteredClaimNames.Jti] = Guid.CreateVersion7(now).ToString("N"),
                [AccessTokens.SessionClaim] = subject.SessionId.ToString("N"),
                [AccessTokens.TenantClaim] = Tenant,
                [AccessTokens.RolesClaim] = subject.Roles.ToArray(),
            },
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey([.. key.Bytes]) { KeyId = key.Kid }, key.Algorithm),
        });
        return new IssuedToken(text, expiresAt);
    }

    public async Task<ImmutableArray<SigningKey>> Accepted()
    {
        await Current();
        var now = clock.GetUtcNow();
        return [.. _keys.Where(key => key.AcceptedUntil is null || key.AcceptedUntil > now)];
    }

    public Task<ImmutableArray<SigningKey>> List() =>
        Task.FromResult<ImmutableArray<SigningKey>>([.. _keys.Select(key => key with { Bytes = [] })]);

    public async Task<ImmutableArray<SigningKey>> Rotate(bool immediately)
    {
        var now = clock.GetUtcNow();
        if (!immediately && _keys.Count(key => key.AcceptedUntil > now) is >= MaxKeys and var accepted)
            throw new LimitExceededException(
                "access.signing_keys", $"Tokens of {accepted} earlier keys are accepted, the limit.", Slack);
        await Add(immediately ? TimeSpan.Zero : options.Value.AccessTokenLifetime + Slack);
        return await List();
    }

    private async Task<SigningKey> Current()
    {
        if (_keys is not [{ AcceptedUntil: null }, ..])
            await Add(TimeSpan.Zero);
        return _keys[0];
    }

    private async Task Add(TimeSpan overlap)
    {
        var now = clock.GetUtcNow();
        var key = new SigningKey(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KidBytes)), SecurityAlgorithms.HmacSha256, now, null,
            [.. RandomNumberGenerator.GetBytes(KeyBytes)]);
        var entry = clock.Entry(AuditActions.SigningKeyRotate, $"signing_key/{key.Kid}");
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
