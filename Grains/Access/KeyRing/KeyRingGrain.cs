using System.Xml;
using System.Xml.Linq;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Keeps the keys of its rows in memory, for it alone writes them.</summary>
/// <remarks>Invariant: the number of a key's row decides between two gateways that add the next at once.</remarks>
[GrainType("keyring")]
internal sealed class KeyRingGrain(KeyRingStore store, TimeProvider clock) : Grain, IKeyRingGrain
{
    private const int MaxKeys = 20;
    private const int MaxNameCharacters = 100;
    private const int MaxDocumentCharacters = 8_000;

    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(400);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly ChangeSignal _changed = new(clock);
    private KeyRing _ring = new(0, []);

    private string Tenant => this.Key().Tenant;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Load();

    public async Task<KeyRing> Follow(long known, CancellationToken cancellationToken)
    {
        if (known == _ring.Version)
            await _changed.Wait(cancellationToken);
        return _ring;
    }

    public async Task<KeyRing> Add(long known, RingKey key)
    {
        var now = clock.GetUtcNow();
        Check(key, now);
        if (known != _ring.Version)
            return _ring;
        if (_ring.Keys.Count(one => one.ExpiresAt > now - Kept) is >= MaxKeys and var count)
            throw new LimitExceededException("access.key_ring", $"There are {count} keys, the limit.", TimeSpan.FromDays(1));
        var entry = clock.Entry(AuditActions.KeyRingAdd, $"key_ring/{key.Name}");
        try
        {
            await store.Add(Tenant, known + 1, key, now, now - Kept, entry, CancellationToken.None);
            await Load();
        }
        catch
        {
            // What the rows hold is not known; the next activation reads them.
            DeactivateOnIdle();
            throw;
        }
        _changed.Raise();
        return _ring;
    }

    private async Task Load()
    {
        var rows = await store.List(Tenant, CancellationToken.None);
        _ring = new KeyRing(rows is [.., var newest] ? newest.Number : 0, [.. rows.Select(row => row.Key)]);
    }

    private static void Check(RingKey key, DateTimeOffset now)
    {
        if (key.Name.Length is 0 or > MaxNameCharacters || key.Name.Any(char.IsControl))
            throw new InvalidRequestException("name", $"must have 1 to {MaxNameCharacters} characters.");
        if (key.Document.Length > MaxDocumentCharacters || !IsElement(key.Document))
            throw new InvalidRequestException(
                "document", $"must be an element of XML of at most {MaxDocumentCharacters} characters.");
        if (key.ExpiresAt <= now || key.ExpiresAt > now + MaxLifetime)
            throw new InvalidRequestException(
                "expiresAt", $"must be after now, and within {MaxLifetime.TotalDays:0} days.");
    }

    private static bool IsElement(string document)
    {
        try
        {
            XElement.Parse(document);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
