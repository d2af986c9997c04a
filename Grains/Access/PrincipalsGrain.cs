using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>
/// Reads the rows each time and keeps nothing, so that what ends there ends here; gateways keep answers for a second.
/// </summary>
[StatelessWorker, GrainType("principals")]
internal sealed class PrincipalsGrain(PrincipalStore principals, TimeProvider clock) : Grain, IPrincipalsGrain
{
    private string Tenant => this.Key().Tenant;

    public Task<Principal?> OfSession(Guid sessionId, string kid) =>
        principals.OfSession(Tenant, sessionId, kid, clock.GetUtcNow(), CancellationToken.None);

    public async Task<Principal?> OfKey(ImmutableArray<byte> hash)
    {
        var now = clock.GetUtcNow();
        if (await principals.OfKey(Tenant, [.. hash], now, CancellationToken.None) is not { } key)
            return null;
        await principals.Used(Tenant, key, now, CancellationToken.None);
        return new Principal(Tenant, PrincipalKind.Key, key.Id.ToString(), key.Permissions)
        {
            IsSuspended = key.IsTenantSuspended,
        };
    }

    public Task<Principal?> OfOAuthToken(Guid tokenId, string kid) =>
        principals.OfOAuthToken(Tenant, tokenId, kid, clock.GetUtcNow(), CancellationToken.None);
}
