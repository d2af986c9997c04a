using System.Diagnostics.CodeAnalysis;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>The leases that a queue has given out, each with a signal that its holder waits on.</summary>
internal sealed class ActiveLeases
{
    /// <summary>
    /// How long nobody must have held a lease before it is lost; longer than a turn is on its way between two workers.
    /// </summary>
    public static readonly TimeSpan UnheldGrace = TimeSpan.FromSeconds(3);

    private readonly Dictionary<Guid, ActiveLease> _byItem = [];

    /// <summary>Notes a lease; the one that is noted already stays as it is.</summary>
    public void Add(Guid itemId, string sessionId, long token, DateTimeOffset now)
    {
        if (_byItem.TryGetValue(itemId, out var active) && active.Token == token)
            return;
        End(itemId);
        _byItem[itemId] = new ActiveLease(sessionId, token, now);
    }

    /// <summary>Whether the item is out.</summary>
    public bool Contains(Guid itemId) => _byItem.ContainsKey(itemId);

    /// <summary>Whether the item was offered with this token at <paramref name="since"/> or later.</summary>
    public bool WasOffered(Guid itemId, long token, DateTimeOffset since) =>
        _byItem.TryGetValue(itemId, out var active) && active.Token == token && active.OfferedAt >= since;

    /// <summary>The lease, if it is still the item's newest.</summary>
    public bool TryGet(LeaseToken lease, [NotNullWhen(true)] out ActiveLease? active) =>
        _byItem.TryGetValue(lease.ItemId, out active) && active.Token == lease.Token;

    /// <summary>Leases that nobody waits on: their turn is on its way from one worker to the next.</summary>
    public IEnumerable<LeaseToken> Unheld(string queueKey) => _byItem.Where(entry => !entry.Value.IsHeld)
        .Select(entry => new LeaseToken(queueKey, entry.Key, entry.Value.SessionId, entry.Value.Token));

    /// <summary>
    /// Leases whose holders are gone: they were on a silo that is dead, or nobody has held the lease for
    /// <paramref name="grace"/>, longer than a turn is on its way between two workers.
    /// </summary>
    public IEnumerable<LeaseToken> Lost(string queueKey, Func<string, bool> isDead, DateTimeOffset now, TimeSpan grace) => _byItem
        .Where(entry => entry.Value.IsLost(isDead, now, grace))
        .Select(entry => new LeaseToken(queueKey, entry.Key, entry.Value.SessionId, entry.Value.Token));

    /// <summary>Ends the item's lease and tells its holder.</summary>
    /// <returns>Whether there was one.</returns>
    public bool End(Guid itemId)
    {
        if (!_byItem.Remove(itemId, out var active))
            return false;
        active.Ended.TrySetResult();
        return true;
    }

    /// <summary>Has every holder ask again, whose lease stays as it is.</summary>
    public void Pulse()
    {
        foreach (var active in _byItem.Values)
            active.Pulse();
    }

    /// <summary>Ends every lease that is not among <paramref name="tokens"/>, which the rows say are held.</summary>
    public void RetainOnly(Dictionary<Guid, long> tokens)
    {
        foreach (var (itemId, active) in _byItem.ToList())
        {
            if (!tokens.TryGetValue(itemId, out var token) || token != active.Token)
                End(itemId);
        }
    }
}

/// <summary>One lease that was given out.</summary>
internal sealed class ActiveLease(string sessionId, long token, DateTimeOffset offeredAt)
{
    public string SessionId { get; } = sessionId;

    public long Token { get; } = token;

    public DateTimeOffset OfferedAt { get; } = offeredAt;

    private readonly List<string> _holders = [];
    private string? _lastHolder;
    private DateTimeOffset _unheldSince = offeredAt;

    /// <summary>Whether a holder waits for its end now.</summary>
    public bool IsHeld => _holders.Count > 0;

    /// <summary>A holder waits for its end.</summary>
    /// <param name="silo">The holder's silo; empty where an older one does not say.</param>
    public void Hold(string silo)
    {
        _holders.Add(silo);
        _lastHolder = silo;
    }

    /// <summary>A holder waits no more.</summary>
    public void Leave(string silo, DateTimeOffset now)
    {
        _holders.Remove(silo);
        _unheldSince = now;
    }

    /// <summary>Whether all who held it are gone.</summary>
    public bool IsLost(Func<string, bool> isDead, DateTimeOffset now, TimeSpan grace)
    {
        bool IsGone(string silo) => silo.Length > 0 && isDead(silo);
        return _holders.TrueForAll(IsGone) && ((_lastHolder is { } last && IsGone(last)) || now - _unheldSince >= grace);
    }

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the holder is to ask again.</summary>
    public Task Asked => _asked.Task;

    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Pulse()
    {
        _asked.TrySetResult();
        _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
