using Microsoft.AspNetCore.DataProtection.Internal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Sanctum.Access;

/// <summary>
/// ASP.NET Core's own manager of keys, but for this: it keeps what it has read for a day, and this has it read again when another
/// gateway has added a key.
/// </summary>
internal sealed class FollowedKeys : IKeyManager, IDisposable
{
    private readonly XmlKeyManager _manager;
    private readonly SharedKeyRing _ring;
    private CancellationTokenSource _expired = new();

    public FollowedKeys(
        SharedKeyRing ring, IOptions<KeyManagementOptions> options, IActivator activator, ILoggerFactory loggers)
    {
        (_ring, _manager) = (ring, new XmlKeyManager(options, activator, loggers));
        _ring.Changed += Expire;
    }

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) =>
        _manager.CreateNewKey(activationDate, expirationDate);

    public IReadOnlyCollection<IKey> GetAllKeys() => _manager.GetAllKeys();

    public CancellationToken GetCacheExpirationToken() => Volatile.Read(ref _expired).Token;

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) =>
        _manager.RevokeAllKeys(revocationDate, reason);

    public void RevokeKey(Guid keyId, string? reason = null) => _manager.RevokeKey(keyId, reason);

    public void Dispose()
    {
        _ring.Changed -= Expire;
        _expired.Dispose();
    }

    private void Expire()
    {
        // Not disposed: a reader may have taken it and not its token yet.
        Interlocked.Exchange(ref _expired, new CancellationTokenSource()).Cancel();
    }
}
