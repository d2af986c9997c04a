using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace Sanctum.Access;

/// <summary>
/// The keys that sign access tokens of each tenant, as the cluster told this gateway last. It asks again when a token names
/// another, at most ten times a second for a tenant however many tokens do. Keys that are retired are found out with the session
/// (<see cref="IPrincipalsGrain"/>).
/// </summary>
internal sealed class AcceptedKeys(IClusterClient grains, TimeProvider clock)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    // Only names of tenants that are there come in, so there are no more of them than tenants.
    private readonly ConcurrentDictionary<string, TenantKeys> _tenants = new(StringComparer.Ordinal);

    /// <summary>Has the key at hand, if there is one.</summary>
    /// <param name="tenant">A tenant that is known.</param>
    /// <param name="kid">The key that a token names.</param>
    public async Task Prepare(string tenant, string kid)
    {
        var keys = _tenants.GetOrAdd(tenant, name => new TenantKeys(name, grains, clock));
        // An answer that was under way may be older than the key.
        for (var tries = 0; tries < 2 && keys.Find(kid) is null; tries++)
            await keys.AskTogether();
    }

    /// <summary>The key of a tenant, if it is at hand; none of another tenant has its place.</summary>
    public IEnumerable<SecurityKey> Find(string? tenant, string? kid) =>
        tenant is not null && kid is not null && _tenants.TryGetValue(tenant, out var keys) && keys.Find(kid) is { } key
            ? [key]
            : [];

    private sealed class TenantKeys(string tenant, IClusterClient grains, TimeProvider clock)
    {
        private readonly Lock _asking = new();
        private volatile FrozenDictionary<string, SecurityKey> _keys = FrozenDictionary<string, SecurityKey>.Empty;
        private Task _asked = Task.CompletedTask;
        private long _askedAt;

        public SecurityKey? Find(string kid) => _keys.GetValueOrDefault(kid);

        public Task AskTogether()
        {
            lock (_asking)
                return _asked.IsCompleted ? _asked = Ask() : _asked;
        }

        private async Task Ask()
        {
            if (_askedAt != 0 && AskAgain - clock.GetElapsedTime(_askedAt) is { Ticks: > 0 } wait)
                await Task.Delay(wait, clock);
            _askedAt = clock.GetTimestamp();
            _keys = (await grains.SigningKeys(tenant).Accepted()).ToFrozenDictionary(
                key => key.Kid, key => _keys.GetValueOrDefault(key.Kid) ?? CheckingKeys.Read(key), StringComparer.Ordinal);
        }
    }
}
