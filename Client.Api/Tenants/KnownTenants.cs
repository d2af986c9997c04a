using System.Collections.Frozen;
using Sanctum.Identity;

namespace Sanctum.Tenants;

/// <summary>
/// The tenants as the cluster named them last. A request that names another one has the cluster asked, at most ten times a
/// second however many do; so no request makes a grain, a row or a key of a tenant that is not there.
/// </summary>
internal sealed class KnownTenants(IClusterClient grains, TimeProvider clock)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(800);

    private readonly Lock _asking = new();
    private volatile FrozenDictionary<string, Tenant>? _known;
    private Task _asked = Task.CompletedTask;
    private long _askedAt;

    /// <summary>A tenant that is not deleted, as it was less than a second ago; null if there is none.</summary>
    public async ValueTask<Tenant?> Find(string name)
    {
        if (!TenantName.IsValid(name))
            return null;
        // An answer that was under way may be older than the tenant.
        for (var tries = 0; tries < 2 && !(IsFresh && _known!.ContainsKey(name)); tries++)
            await AskTogether();
        return Recall(name);
    }

    /// <summary>Whether there is a tenant; the default one is always there.</summary>
    public async ValueTask<bool> Include(string name) =>
        name == GrainKey.DefaultTenant || await Find(name) is not null;

    /// <summary>What is known of a tenant now, without waiting; null where that is nothing.</summary>
    public Tenant? Peek(string name)
    {
        if (!IsFresh)
            AskTogether().Ignore();
        return Recall(name);
    }

    private bool IsFresh => _known is not null && clock.GetElapsedTime(Volatile.Read(ref _askedAt)) < Fresh;

    private Tenant? Recall(string name) =>
        _known is { } known && known.TryGetValue(name, out var tenant) && tenant.State != TenantState.Deleted ? tenant : null;

    private Task AskTogether()
    {
        lock (_asking)
            return _asked.IsCompleted ? _asked = Ask() : _asked;
    }

    private async Task Ask()
    {
        if (_askedAt != 0 && AskAgain - clock.GetElapsedTime(_askedAt) is { Ticks: > 0 } wait)
            await Task.Delay(wait, clock);
        // Their age counts from before they were asked for.
        var now = clock.GetTimestamp();
        var answer = await grains.Tenants().Follow(known: -1, CancellationToken.None);
        _known = answer.Tenants.ToFrozenDictionary(tenant => tenant.Name, StringComparer.Ordinal);
        Volatile.Write(ref _askedAt, now);
    }
}
