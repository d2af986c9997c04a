using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;

namespace Sanctum.Tenants;

/// <summary>Counts the rows of a quota and adds what is reserved. One reservation is made at a time.</summary>
/// <remarks>
/// Invariant: a reservation is a row before it is answered, so the next activation reads it, and it is counted from before
/// its creation began until after it was committed. No options. Meter: <c>sanctum.tenants.quota_refusals</c>.
/// </remarks>
[GrainType("tenantquota")]
internal sealed class TenantQuotaGrain(
    TenantList tenants, TenantUseStore use, QuotaReservationStore store, TenantMeter meter, IOptions<StorageOptions> storage,
    TimeProvider clock, ILogger<TenantQuotaGrain> logger) : Grain, ITenantQuotaGrain
{
    // For what is reserved by others to be released, where that decides.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly HashSet<Guid> _overdue = [];
    private readonly Dictionary<Guid, QuotaReservation> _reserved = [];
    private string _tenant = "";
    private TenantQuotaKind _kind;
    private TaskCompletionSource _released = NewSignal();

    // Longer than a statement can take that waits for another: what is written by then is counted, or never written.
    private TimeSpan Lifetime => 2 * storage.Value.CommandTimeout + TimeSpan.FromSeconds(30);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.Key();
        _tenant = key.Tenant;
        _kind = TenantQuotaKinds.Find(key.Name) ?? throw new NotFoundException("quota", key.Name);
        foreach (var reservation in await store.Load(_tenant, _kind, cancellationToken))
            _reserved.Add(reservation.Id, reservation);
    }

    public async Task<Guid?> Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if ((await tenants.QuotasOf(_tenant)).Of(_kind) is not { } limit)
            return null;
        await RequireRoom(count, limit);
        var now = clock.GetUtcNow();
        var reservation = new QuotaReservation(Guid.CreateVersion7(now), count, now + Lifetime);
        await store.Add(_tenant, _kind, reservation, CancellationToken.None);
        _reserved.Add(reservation.Id, reservation);
        return reservation.Id;
    }

    public async Task Release(Guid reservation)
    {
        if (!_reserved.TryGetValue(reservation, out var ended))
            return;
        Forget(reservation);
        (var waiting, _released) = (_released, NewSignal());
        waiting.SetResult();
        await Remove([ended]);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RequireRoom(int count, int limit)
    {
        while (true)
        {
            await Lapse();
            // What is released while the rows are counted may not be among them.
            var reserved = _reserved.Values.ToArray();
            var rows = await use.Count(_kind, _tenant, CancellationToken.None);
            if (rows + reserved.Sum(one => one.Count) + count <= limit)
                return;
            if (rows + count > limit || !await IsAnyReleased(reserved.Select(one => one.Id)))
                break;
        }
        meter.Refused(_kind);
        throw new QuotaExceededException(_tenant, _kind.NameOf(), limit);
    }

    // One that was waited for in vain is not waited for again: its holder is gone, or very slow.
    private async Task<bool> IsAnyReleased(IEnumerable<Guid> reserved)
    {
        var awaited = reserved.Except(_overdue).ToArray();
        if (awaited.Length == 0)
            return false;
        if (awaited.All(_reserved.ContainsKey))
            await _released.Task.WaitAsync(MaxWait, clock).ConfigureAwait(
                ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (!awaited.All(_reserved.ContainsKey))
            return true;
        _overdue.UnionWith(awaited);
        return false;
    }

    private async Task Lapse()
    {
        var lapsed = _reserved.Values.Where(one => one.LapsesAt < clock.GetUtcNow()).ToArray();
        foreach (var one in lapsed)
            Forget(one.Id);
        if (lapsed.Length > 0)
            await Remove(lapsed);
    }

    private bool Forget(Guid reservation)
    {
        _overdue.Remove(reservation);
        return _reserved.Remove(reservation);
    }

    // A row that stays is counted by the next activation until it lapses, which refuses too much, and never too little.
    private Task Remove(IEnumerable<QuotaReservation> ended) => BestEffort.Try(
        () => store.Remove(_tenant, _kind, [.. ended.Select(one => one.Id)], CancellationToken.None),
        failure => TenantLog.ReservationKept(logger, failure, _tenant));
}
