using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace Sanctum.Access;

/// <summary>
/// The keys that sign access tokens, as the cluster told this gateway last. It asks again when a token names another, at most ten
/// times a second however many tokens do. Keys that are retired are found out with the session (<see cref="IPrincipalsGrain"/>).
/// </summary>
internal sealed class AcceptedKeys(IClusterClient grains, TimeProvider clock)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    private readonly Lock _asking = new();
    private volatile FrozenDictionary<string, SecurityKey> _keys = FrozenDictionary<string, SecurityKey>.Empty;
    private Task _asked = Task.CompletedTask;
    private long _askedAt;

    /// <summary>Has the key at hand, if there is one.</summary>
    public async Task Prepare(string? kid)
    {
        if (string.IsNullOrEmpty(kid))
            return;
        // An answer that was under way may be older than the key.
        for (var tries = 0; tries < 2 && !_keys.ContainsKey(kid); tries++)
            await AskTogether();
    }

    public IEnumerable<SecurityKey> Find(string? kid) =>
        kid is not null && _keys.TryGetValue(kid, out var key) ? [key] : [];

    private Task AskTogether()
    {
        lock (_asking)
            return _asked.IsCompleted ? _asked = Ask() : _asked;
    }

    private async Task Ask()
    {
        if (_askedAt != 0 && AskAgain - clock.GetElapsedTime(_askedAt) is { Ticks: > 0 } wait)
            await Task.Delay(wait, clock);
        _askedAt = clock.GetTimestamp();
        _keys = (await grains.SigningKeys().Accepted()).ToFrozenDictionary(
            key => key.Kid, SecurityKey (key) => new SymmetricSecurityKey([.. key.Bytes]) { KeyId = key.Kid },
            StringComparer.Ordinal);
    }
}
