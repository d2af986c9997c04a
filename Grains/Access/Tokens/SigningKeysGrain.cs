using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sanctum.Audit;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Keeps the keys of its rows in memory, for it alone writes them.</summary>
/// <remarks>
/// Options: <see cref="AccessOptions.AccessTokenLifetime"/>, by which keys overlap; <see cref="TokenOptions.Algorithm"/>: a key
/// of another algorithm is exchanged as if it were rotated.
/// </remarks>
[GrainType("signingkeys")]
internal sealed class SigningKeysGrain(
    SigningKeyStore store, IOptions<AccessOptions> options, IOptions<TokenOptions> tokens, TimeProvider clock)
    : Grain, ISigningKeysGrain
{
    private const int MaxKeys = 20;

    // Clocks of gateways and silos differ.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    private ImmutableArray<SigningKey> _keys = [];
    private ImmutableArray<SigningKey> _checking = [];
    private SecurityKey? _signing;

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
            SigningCredentials = new SigningCredentials(_signing, key.Algorithm),
        });
        return new IssuedToken(text, expiresAt);
    }

    public async Task<ImmutableArray<SigningKey>> Accepted()
    {
        await Current();
        var now = clock.GetUtcNow();
        return [.. _checking.Where(key => key.AcceptedUntil is null || key.AcceptedUntil > now)];
    }

    public Task<ImmutableArray<SigningKey>> List() =>
        Task.FromResult<ImmutableArray<SigningKey>>([.. _keys.Select(key => key with { Bytes = [] })]);

    public async Task<ImmutableArray<SigningKey>> Rotate(bool immediately)
    {
        var now = clock.GetUtcNow();
        if (!immediately && _keys.Count(key => key.AcceptedUntil > now) is >= MaxKeys and var accepted)
            throw new LimitExceededException(
                "access.signing_keys", $"Tokens of {accepted} earlier keys are accepted, the limit.", Slack);
        await Add(immediately ? TimeSpan.Zero : Overlap);
        return await List();
    }

    private TimeSpan Overlap => options.Value.AccessTokenLifetime + Slack;

    private async Task<SigningKey> Current()
    {
        if (_keys is not [{ AcceptedUntil: null } current, ..])
            await Add(TimeSpan.Zero);
        else if (current.Algorithm != tokens.Value.Algorithm.ToString())
            await Add(Overlap);
        return _keys[0];
    }

    private async Task Add(TimeSpan overlap)
    {
        var now = clock.GetUtcNow();
        var key = SigningKeyPair.Generate(tokens.Value.Algorithm, now);
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

    private async Task Load()
    {
        _keys = await store.List(Tenant, CancellationToken.None);
        _checking = [.. _keys.Select(SigningKeyPair.ForChecking)];
        _signing = _keys is [var newest, ..] ? SigningKeyPair.ForSigning(newest) : null;
    }
}
